package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// allocate gives a file its length and the room for it. The first touch of a page that a file does
// not have yet is expensive, and a disk that is too full shows here.
func allocate(handle *os.File, dir string, length int64) error {
	if length == 0 {
		return handle.Truncate(0)
	}
	err := retry(func() error { return unix.Fallocate(int(handle.Fd()), 0, 0, length) })
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) {
		return reserve(handle, dir, length)
	}
	return err
}
