package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// allocate gives a file its length and the room for it: a disk lays it out in one piece, and one that is too full shows
// here. A file system in memory has nothing to lay out, and would prepare every page now: 130 ms for each GiB in which no
// piece is asked for (docs/benchmarks.md), and not one saved later.
func allocate(handle *os.File, dir string, length int64) error {
	if length == 0 {
		return handle.Truncate(0)
	}
	if inMemory(handle) {
		return reserve(handle, dir, length)
	}
	err := retry(func() error { return unix.Fallocate(int(handle.Fd()), 0, 0, length) })
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) {
		return reserve(handle, dir, length)
	}
	return err
}

// inMemory tells whether a file lies in a RAM disk.
func inMemory(handle *os.File) bool {
	var about unix.Statfs_t
	err := retry(func() error { return unix.Fstatfs(int(handle.Fd()), &about) })
	return err == nil && (int64(about.Type) == unix.TMPFS_MAGIC || int64(about.Type) == unix.RAMFS_MAGIC)
}
