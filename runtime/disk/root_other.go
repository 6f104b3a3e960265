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

// inspect describes a file without opening it. It follows no link of this name.
func (r *folderRoot) inspect(name string) (inspected, error) {
	info, err := r.Lstat(name)
	if err != nil {
		return inspected{}, err
	}
	return inspected{stamp: stamp{size: info.Size(), modified: info.ModTime().UnixNano()},
		regular: info.Mode().IsRegular(), names: names(info)}, nil
}

// syncFiles returns errors.ErrUnsupported: the files are synced one by one.
func (r *folderRoot) syncFiles() error { return errors.ErrUnsupported }
