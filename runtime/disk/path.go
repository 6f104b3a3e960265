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
	partSuffix = ".part"
	lockName   = ".lock"
	tokenName  = ".token"
	// maxNameBytes is the longest file name that common file systems take.
	maxNameBytes = 255
)

// find gives the absolute path of what a person named: a name in the node's folder, or any path.
func (s *Store) find(given string) (string, error) {
	if given == "" {
		return "", errors.New("no file is named")
	}
	if filepath.Base(given) == given {
		inside := filepath.Join(s.dir, given)
		if _, err := os.Stat(inside); err == nil {
			return inside, nil
		}
	}
	path, err := filepath.Abs(given)
	if err != nil {
		return "", cause(err)
	}
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no such file here or in %s: check the name", s.dir)
	}
	if err != nil {
		return "", advise(err)
	}
	return path, nil
}

// openRegular opens a file for reading. What is no regular file is not opened: a pipe would wait, a device never ends.
func openRegular(path string) (*os.File, stamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, stamp{}, advise(err)
	}
	if err := checkRegular(info); err != nil {
		return nil, stamp{}, err
	}
	handle, err := openForReading(path)
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

func checkRegular(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return errors.New("it is a folder: name a file; several files go into one archive first")
	case !info.Mode().IsRegular():
		return errors.New("it is no regular file: name a file")
	}
	return nil
}

// checkName tells whether a file of this name can lie in a node's folder beside what the folder itself holds.
func checkName(name string) error {
	if err := metainfo.CheckName(name); err != nil {
		return err
	}
	lower := strings.ToLower(name)
	switch {
	case lower == lockName || lower == tokenName || strings.HasPrefix(lower, ".swarm-"):
		return fmt.Errorf("the name %s is kept for the node itself", name)
	case strings.HasSuffix(lower, partSuffix):
		return fmt.Errorf("the name %s ends in %s, which is kept for unfinished downloads", name, partSuffix)
	}
	return nil
}

// partName is the name of a download on its way. A name too long for the suffix gives way to the file's key.
func partName(meta *metainfo.Metainfo) string {
	name := meta.File().Name + partSuffix
	if len(name) > maxNameBytes {
		return "." + meta.File().InfoHash.String() + partSuffix
	}
	return name
}
