//go:build !windows

package disk

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// renameByLink renames a file by making a hard link with the new name, which fails if that name exists, and removing
// the old name. Where the file system has no hard links, it checks the new name and then renames. A file that is
// created between these two steps would be replaced; the folder's lock keeps other nodes from creating one.
func renameByLink(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.EOPNOTSUPP) && !errors.Is(err, unix.ENOSYS) {
		return err
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

// syncFolder writes the names in a folder to the disk, so that a rename survives a power failure.
func syncFolder(dir string) error {
	handle, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = handle.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EOPNOTSUPP) {
		err = nil // the file system cannot sync a folder
	}
	return firstError(err, handle.Close())
}
