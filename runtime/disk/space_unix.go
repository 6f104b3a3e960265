//go:build !windows

package disk

import (
	"errors"

	"golang.org/x/sys/unix"
)

// isFull reports whether an error means that the disk is full or that the user's quota is used up.
func isFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) || errors.Is(err, errDiskFull)
}

// isQuota reports whether an error means that the user's quota is used up.
func isQuota(err error) bool { return errors.Is(err, unix.EDQUOT) }

// freeBytes returns the free space, for this user, of the file system that contains the folder.
func freeBytes(dir string) (int64, error) {
	var stat unix.Statfs_t
	if err := retryInterrupted(func() error { return unix.Statfs(dir, &stat) }); err != nil {
		return 0, err
	}
	return int64(stat.Bavail) * int64(stat.Bsize), nil
}
