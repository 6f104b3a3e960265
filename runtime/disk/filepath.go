package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"swarm/messages/metainfo"
)

const (
	partSuffix  = ".part"
	lockName    = "lock"
	historyName = "history"
	tokenName   = "token"  // of earlier versions, or without a tracker
	tokenPrefix = "token-" // followed by a hash of the tracker's URL
	// maxNameBytes is the longest file name that common file systems allow.
	maxNameBytes = 255
)

// locate returns the absolute file path of a file that a user named: a name in the node's folder, or any file path.
func (s *Store) locate(given string) (string, error) {
	if given == "" {
		return "", errors.New("no file is given: name one")
	}
	if filepath.Base(given) == given {
		inside := filepath.Join(s.dir, given)
		if _, err := os.Stat(inside); err == nil {
			return inside, nil
		}
	}
	filePath, err := filepath.Abs(given)
	if err != nil {
		return "", cause(err)
	}
	_, err = os.Stat(filePath)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no such file in the current folder or in %s: check the name; one with spaces "+
			"needs quotes", s.dir)
	}
	if err != nil {
		return "", advise(err)
	}
	return filePath, nil
}

// openRegular opens a regular file for reading. It checks the type first, because opening a pipe would wait for its
// writer, and reading a device might never end.
func openRegular(filePath string) (*os.File, stamp, error) {
	info, err := os.Stat(filePath)
	if err != nil {
		return nil, stamp{}, advise(err)
	}
	if err := checkRegular(info); err != nil {
		return nil, stamp{}, err
	}
	handle, err := openForReading(filePath)
	if err != nil {
		return nil, stamp{}, advise(err)
	}
	info, err = handle.Stat()
	if err == nil {
		err = checkRegular(info)
	}
	if err != nil {
		return nil, stamp{}, firstError(err, handle.Close())
	}
	now, err := stampOf(handle)
	if err != nil {
		return nil, stamp{}, firstError(err, handle.Close())
	}
	return handle, now, nil
}

// checkRegular returns an error unless info describes a regular file.
func checkRegular(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return errors.New("it is a folder: name a file")
	case !info.Mode().IsRegular():
		return errors.New("it is not a regular file: name a regular file")
	}
	return nil
}

// checkName returns an error if a file of this name cannot be stored in a node's folder. A node reserves the name of
// its own folder (ownFolder, own.go), the names of its files in earlier versions, and the suffixes of unfinished
// downloads and of torrents. metainfo.CheckName has the rules that hold on every system.
func checkName(name string) error {
	if err := metainfo.CheckName(name); err != nil {
		return err
	}
	lower := strings.ToLower(name)
	switch {
	case lower == ownFolder || strings.HasPrefix(lower, ownFolder+"-") || isOldOwnName(lower):
		return fmt.Errorf("the name %s is reserved for the node itself", name)
	case strings.HasSuffix(lower, partSuffix):
		return fmt.Errorf("the name %s ends in %s, which is reserved for unfinished downloads", name, partSuffix)
	case strings.HasSuffix(lower, torrentSuffix):
		return fmt.Errorf("the name %s ends in %s, which is reserved for torrents", name, torrentSuffix)
	}
	return nil
}

// isOldOwnName reports whether earlier versions used a name for a file of the node itself. adoptOwnFiles would take a
// file of this name for one of the node's.
func isOldOwnName(lower string) bool {
	name, hidden := strings.CutPrefix(lower, ".")
	return hidden && (name == lockName || name == historyName || name == tokenName ||
		strings.HasPrefix(name, tokenPrefix))
}
