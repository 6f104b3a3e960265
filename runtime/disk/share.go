package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// share executes Share on an opener.
func (s *Store) share(filePath, announce string, replyTo port.PID) (*port.Shared, error) {
	found, err := s.locate(filePath)
	if err != nil {
		return nil, err
	}
	name := filepath.Base(found)
	if err := checkName(name); err != nil {
		return nil, fmt.Errorf("%w: rename the file", err)
	}
	if len(name)+len(torrentSuffix) > maxNameBytes {
		return nil, fmt.Errorf("the name is too long to append %s: rename the file to at most %d bytes",
			torrentSuffix, maxNameBytes-len(torrentSuffix))
	}
	torrent := filepath.Join(s.dir, name+torrentSuffix)
	if !s.claim(torrent) {
		return nil, errors.New("a file of this name is being shared already")
	}
	defer s.unclaim(torrent)
	if err := s.checkNotShared(name, found); err != nil {
		return nil, err
	}
	f, left, err := s.describe(found, announce, replyTo)
	if err != nil {
		return nil, err
	}
	if err = s.writeTorrent(torrent, f.torrent()); err == nil {
		err = s.register(f)
	}
	if err != nil {
		return nil, firstError(err, f.close())
	}
	return &port.Shared{FilePath: filePath, File: f, Torrent: torrent, LeftOut: left}, nil
}

// describe hashes a file or folder and returns it, opened for serving, with its torrent. left is how many files of a
// folder are not in the torrent.
func (s *Store) describe(filePath, announce string, replyTo port.PID) (f torrentContent, left int, err error) {
	if isFolder(filePath) {
		folder, out, err := s.describeFolder(filePath, announce, replyTo)
		if err != nil {
			return nil, 0, err
		}
		return folder, len(out), nil
	}
	handle, before, err := openRegular(filePath)
	if err != nil {
		return nil, 0, err
	}
	file, err := s.describeFile(handle, before, filepath.Base(filePath), announce, replyTo)
	if err != nil {
		return nil, 0, firstError(err, handle.Close())
	}
	return file, 0, nil
}

// describeFile hashes a file and returns it, opened for serving, with its torrent.
func (s *Store) describeFile(
	handle *os.File, before stamp, name, announce string, replyTo port.PID,
) (*openFile, error) {
	file := messages.File{Name: name, Length: before.size, PieceLength: metainfo.PieceLengthFor(before.size)}
	sums := make([]metainfo.PieceHash, file.Pieces())
	err := s.hashSparse(handle, &hashing{
		source: handle, file: file, replyTo: replyTo,
		onHashed: func(piece int, sum metainfo.PieceHash) error { sums[piece] = sum; return nil },
	}, metainfo.NewPieceHasher)
	if err == nil {
		err = checkUnchanged(handle, before)
	}
	if errors.Is(err, port.ErrChanged) {
		return nil, errors.New("the file changed while it was being hashed: wait until no program writes to it, " +
			"then share it again")
	}
	if err != nil {
		return nil, advise(err)
	}
	meta, err := metainfo.Assemble(name, file.Length, file.PieceLength, announce, sums)
	if err != nil {
		return nil, err
	}
	f := newOpenFile(meta, handle)
	f.stamp = before
	f.setWhole(handle.Name())
	return f, nil
}

// checkUnchanged returns port.ErrChanged if the stamp of a file is no longer before.
func checkUnchanged(handle *os.File, before stamp) error {
	after, err := stampOf(handle)
	if err == nil && after != before {
		err = port.ErrChanged
	}
	return err
}

// checkNotShared returns an error if another file of the same name is open: its torrent would be replaced.
func (s *Store) checkNotShared(name, filePath string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for f := range s.open {
		if f.File().Name == name && f.finalPath() != filePath {
			return fmt.Errorf("another file of this name, %s, is open: rename one of them", f.finalPath())
		}
	}
	return nil
}
