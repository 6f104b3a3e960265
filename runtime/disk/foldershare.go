package disk

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// describeFolder hashes the files of a folder and returns it, opened for serving, with its torrent. left is how many
// files are not in it.
func (s *Store) describeFolder(folder, announce string, replyTo port.PID) (f *openFolder, left []LeftOut, err error) {
	s.gate.Post(replyTo, &port.HashAdvanced{Name: filepath.Base(folder)}) // a large folder takes seconds to search
	members, left, err := ScanFolder(s.untilStop, folder, Scan{})
	if errors.Is(err, context.Canceled) {
		err = errStopped
	}
	if err != nil {
		return nil, nil, err
	}
	draft := &metainfo.Draft{Name: filepath.Base(folder), Folder: true, Members: members, V1: true, V2: true}
	if announce != "" {
		draft.Trackers = [][]string{{announce}}
	}
	if err := draft.Prepare(); err != nil {
		return nil, nil, err
	}
	reader, err := OpenMembers(folder, draft.Members)
	if err != nil {
		return nil, nil, err
	}
	f = newOpenFolder(reader)
	meta, err := s.hashFolder(f, draft, replyTo)
	if err != nil {
		return nil, nil, firstError(err, reader.Close())
	}
	f.describe(meta)
	if len(meta.Members()) == len(f.members) { // one list of them is enough
		f.members, f.handles.members = meta.Members(), meta.Members()
	}
	f.setWhole(folder)
	return f, left, nil
}

// hashFolder returns the torrent of a folder.
func (s *Store) hashFolder(f *openFolder, draft *metainfo.Draft, replyTo port.PID) (*metainfo.Metainfo, error) {
	if err := f.stampAll(); err != nil {
		return nil, err
	}
	file := draft.File()
	sums := make([]metainfo.PieceHash, file.Pieces())
	err := s.hashPieces(&hashing{
		source: f, file: file, replyTo: replyTo, wanted: messages.FullBitfield(file.Pieces()),
		padding:  func(piece int) int64 { return draft.Padding(file, piece) },
		onHashed: func(piece int, sum metainfo.PieceHash) error { sums[piece] = sum; return nil },
	}, metainfo.NewPieceHasher)
	if err == nil {
		err = f.checkUnchanged()
	}
	if errors.Is(err, port.ErrChanged) {
		return nil, errors.New("a file changed while it was being hashed: wait until no program writes to the " +
			"folder, then share it again")
	}
	if err != nil {
		return nil, advise(err)
	}
	return draft.Assemble(sums)
}

// isFolder reports whether a file path names a folder.
func isFolder(filePath string) bool {
	info, err := os.Stat(filePath)
	return err == nil && info.IsDir()
}
