package disk

import (
	"swarm/actors/port"
	"swarm/messages/metainfo"
)

// torrentContent is what a torrent describes, open on the disk: a file (openFile) or a folder (openFolder).
type torrentContent interface {
	port.OpenFile
	torrent() *metainfo.Metainfo
	// finalPath returns the file path of the complete file or folder.
	finalPath() string
	// write writes a verified piece and adds it to the pieces that are on disk.
	write(s *Store, piece int, data []byte) error
	// finish gives the complete content its final name. The caller has checked nothing.
	finish(s *Store, scratch []byte) error
	close() error
}

var (
	_ torrentContent = (*openFile)(nil)
	_ torrentContent = (*openFolder)(nil)
)
