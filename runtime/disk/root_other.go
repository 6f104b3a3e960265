//go:build !linux

package disk

import (
	"errors"
	"io/fs"
	"os"
)

// folderRoot opens files of a folder, and nothing outside, whatever links lie inside.
type folderRoot struct{ *os.Root }

// openFolderRoot opens a folder.
func openFolderRoot(folder string) (*folderRoot, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	return &folderRoot{root}, nil
}

// openFile opens a file, or creates it as flags say.
func (r *folderRoot) openFile(name string, flags int, mode fs.FileMode) (*os.File, error) {
	return r.OpenFile(name, flags, mode)
}

// check returns what is known of a file before it is opened: whether it is a regular file, and how many names it has.
func (r *folderRoot) check(name string) (regular bool, links uint64, err error) {
	info, err := r.Lstat(name)
	if err != nil {
		return false, 0, err
	}
	return info.Mode().IsRegular(), names(info), nil
}

// syncFiles returns errors.ErrUnsupported: the files are synced one by one.
func (r *folderRoot) syncFiles() error { return errors.ErrUnsupported }
