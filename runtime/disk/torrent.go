package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"swarm/messages"
	"swarm/messages/metainfo"
)

const (
	// largeTorrent: parsing a torrent of more bytes leaves several times as many bytes of garbage. The collector would
	// otherwise let the heap grow to twice that before it runs again: 70 MiB more with a folder of 100,000 files.
	largeTorrent  = 4 << 20
	torrentSuffix = ".torrent"
	// leftoverPattern matches temporary files of replace. A process that was killed may leave one behind.
	leftoverPattern = ".swarm-*.tmp"
)

// readTorrent reads the torrent of a download.
func (s *Store) readTorrent(download messages.Download) (*metainfo.Metainfo, error) {
	data, err := download.Content, error(nil)
	if data == nil {
		data, err = s.torrentContent(download.Torrent)
	}
	if err != nil {
		return nil, err
	}
	meta, err := metainfo.Parse(data)
	if errors.Is(err, metainfo.ErrUnsupported) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the file is damaged or not a torrent: get it again from its source", err)
	}
	if len(data) > largeTorrent {
		runtime.GC()
	}
	return meta, nil
}

// writeTorrent writes a torrent. It replaces an older torrent of a file of the same name, but nothing else: any other
// file at filePath makes it fail.
func (s *Store) writeTorrent(filePath string, meta *metainfo.Metainfo) error {
	data := meta.Encode()
	old, err := readAtMost(filePath, metainfo.MaxTorrentBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("read %s: %w: move it away, then share again", filePath, cause(err))
	case bytes.Equal(old, data):
		return nil
	default:
		before, err := metainfo.Parse(old)
		if err != nil || before.File().Name != meta.File().Name {
			return fmt.Errorf("%s exists and is not the torrent of this file: move it away, then share again", filePath)
		}
	}
	if err := s.replace(filePath, data, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", filePath, err)
	}
	return nil
}

// readAtMost reads a file, but not more than limit + 1 bytes. The caller can then see that the file is too long.
func readAtMost(filePath string, limit int64) ([]byte, error) {
	handle, now, err := openRegular(filePath)
	if err != nil {
		return nil, err
	}
	data := bytes.NewBuffer(make([]byte, 0, min(now.size, limit)+bytes.MinRead)) // it never grows, and is not copied
	_, err = data.ReadFrom(io.LimitReader(handle, limit+1))
	return data.Bytes(), firstError(err, handle.Close())
}

// replace replaces the content of a small file atomically: a reader sees either the old content or the new one.
func (s *Store) replace(filePath string, data []byte, mode fs.FileMode) error {
	dir := filepath.Dir(filePath)
	if filepath.Base(dir) == ownFolder {
		dir = filepath.Dir(dir) // where removeLeftovers searches
	}
	temporary, err := os.CreateTemp(dir, leftoverPattern)
	if err != nil {
		return advise(err)
	}
	_, err = temporary.Write(data)
	err = firstError(err, temporary.Chmod(mode), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), filePath)
	}
	if err == nil {
		return syncFolder(dir)
	}
	if isFull(err) {
		err = diskFull(dir, int64(len(data)), err)
	}
	return firstError(advise(err), os.Remove(temporary.Name()))
}

// removeLeftovers removes the temporary files that a killed process left behind. The caller must hold the folder's
// lock.
func removeLeftovers(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		if matches, _ := filepath.Match(leftoverPattern, entry.Name()); matches {
			err = firstError(err, os.Remove(filepath.Join(dir, entry.Name())))
		}
	}
	return err
}
