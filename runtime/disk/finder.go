package disk

import (
	"context"

	"swarm/messages"
	"swarm/messages/metainfo"
)

// Finder finds torrents that are not in a file.
type Finder interface {
	// Understands reports whether a text names a torrent that the finder can look for.
	Understands(reference string) bool
	// Find returns the torrent. The error says what to do.
	Find(ctx context.Context, reference string) ([]byte, error)
}

// FindWith has torrents that are not in a file looked for by a finder. It is called before Open is.
func (s *Store) FindWith(finder Finder) { s.finder = finder }

// torrentContent returns the content of a torrent, which the user named by a name in the node's folder, by any file
// path, or in a way that the finder understands.
func (s *Store) torrentContent(torrent string) ([]byte, error) {
	filePath, err := s.locate(torrent)
	if err != nil && s.finder != nil && s.finder.Understands(torrent) {
		return s.finder.Find(s.untilStop, torrent)
	}
	if err != nil {
		return nil, err
	}
	data, err := readAtMost(filePath, metainfo.MaxTorrentBytes)
	if err != nil {
		return nil, advise(err)
	}
	return data, nil
}

// Torrent returns the torrent of an open file.
func (s *Store) Torrent(file messages.InfoHash) (*metainfo.Metainfo, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for f := range s.open {
		if f.File().InfoHash == file {
			return f.torrent(), true
		}
	}
	return nil, false
}
