package disk

import (
	"errors"
	"os"
)

// errDiskFull reports that the file system has less free space than a file needs.
var errDiskFull = errors.New("there is not enough free space")

// extend sets the length of a file without allocating disk space for it. It only compares the length with the free
// space, so the disk can still fill up later. It is used where the file system cannot allocate.
func extend(handle *os.File, dir string, length int64) error {
	now, err := stampOf(handle)
	if err != nil {
		return err
	}
	if free, err := freeBytes(dir); err == nil && length-now.size > free {
		return errDiskFull
	}
	return handle.Truncate(length)
}
