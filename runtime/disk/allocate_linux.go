package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// allocate sets the length of a file and allocates disk space for all of it. The file system can then lay the file out
// contiguously, and a full disk is reported before anything is downloaded.
//
// A file system in memory has no layout. It would allocate every page at once, which takes 130 ms for each GiB
// (docs/benchmarks.md) and saves nothing later, so there the file is only extended.
func allocate(handle *os.File, dir string, length int64) error {
	if length == 0 {
		return handle.Truncate(0)
	}
	if inMemory(handle) {
		return extend(handle, dir, length)
	}
	err := retryInterrupted(func() error { return unix.Fallocate(int(handle.Fd()), 0, 0, length) })
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) {
		return extend(handle, dir, length)
	}
	return err
}

// inMemory reports whether a file is on a file system that is held in memory.
func inMemory(handle *os.File) bool {
	var stat unix.Statfs_t
	err := retryInterrupted(func() error { return unix.Fstatfs(int(handle.Fd()), &stat) })
	return err == nil && (int64(stat.Type) == unix.TMPFS_MAGIC || int64(stat.Type) == unix.RAMFS_MAGIC)
}
