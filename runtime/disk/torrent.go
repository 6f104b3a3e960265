package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"swarm/messages/metainfo"
)

const (
	torrentSuffix = ".torrent"
	// leftoverPattern names files on their way to be renamed; a process that was killed may leave one.
	leftoverPattern = ".swarm-*.tmp"
)

// readTorrent reads a torrent from the node's folder or from anywhere, up to the size that one can have.
func (s *Store) readTorrent(torrent string) (*metainfo.Metainfo, error) {
	path, err := s.find(torrent)
	if err != nil {
		return nil, err
	}
	handle, _, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(handle, metainfo.MaxTorrentBytes+1))
	if err = firstError(err, handle.Close()); err != nil {
		return nil, advise(err)
	}
	meta, err := metainfo.Parse(data)
	if errors.Is(err, metainfo.ErrUnsupported) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: it is damaged or no torrent: get it again from whoever made it", err)
	}
	return meta, nil
}

// writeTorrent writes NAME.torrent. An older torrent of a file of that name is replaced; anything
// else of that name is not.
func (s *Store) writeTorrent(path string, meta *metainfo.Metainfo) error {
	data := meta.Encode()
	old, err := readAtMost(path, metainfo.MaxTorrentBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("look at %s: %w: move it away, then share again", path, cause(err))
	case bytes.Equal(old, data):
		return nil
	default:
		before, err := metainfo.Parse(old)
		if err != nil || before.File().Name != meta.File().Name {
			return fmt.Errorf("%s is there and is not the torrent of this file: move it away, then share again", path)
		}
	}
	if err := s.replace(path, data, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func readAtMost(path string, limit int64) ([]byte, error) {
	handle, _, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(handle, limit+1))
	return data, firstError(err, handle.Close())
}

// replace gives a small file new content, at once: who looks sees the old content or the new.
func (s *Store) replace(path string, data []byte, mode fs.FileMode) error {
	temporary, err := os.CreateTemp(s.dir, leftoverPattern)
	if err != nil {
		return advise(err)
	}
	_, err = temporary.Write(data)
	err = firstError(err, temporary.Chmod(mode), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err == nil {
		return syncFolder(s.dir)
	}
	if isFull(err) {
		err = s.noRoom(int64(len(data)))
	}
	return firstError(advise(err), os.Remove(temporary.Name()))
}

// removeLeftovers removes what a killed process left on its way to be renamed. Only the folder's owner may call it.
func removeLeftovers(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		if left, _ := filepath.Match(leftoverPattern, entry.Name()); left {
			err = firstError(err, os.Remove(filepath.Join(dir, entry.Name())))
		}
	}
	return err
}
