//go:build !windows

package disk

import (
	"errors"

	"golang.org/x/sys/unix"
)

// isFull tells whether an error means that there is no room, or no more of it for this user.
func isFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) || errors.Is(err, errNoRoom)
}

// freeBytes is the room that is left for this user where the folder lies.
func freeBytes(dir string) (int64, error) {
	var stat unix.Statfs_t
	if err := retry(func() error { return unix.Statfs(dir, &stat) }); err != nil {
		return 0, err
	}
	return int64(stat.Bavail) * int64(stat.Bsize), nil
}
