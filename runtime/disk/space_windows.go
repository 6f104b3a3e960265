package disk

import (
	"errors"
	"math"

	"golang.org/x/sys/windows"
)

// isFull reports whether an error means that the disk is full.
func isFull(err error) bool {
	return isQuota(err) || errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL) ||
		errors.Is(err, errDiskFull)
}

// isQuota reports whether an error means that the user's quota is used up.
func isQuota(err error) bool { return errors.Is(err, windows.ERROR_DISK_QUOTA_EXCEEDED) }

// freeBytes returns the free space, for this user, of the file system that contains the folder.
func freeBytes(dir string) (int64, error) {
	filePath, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, err
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(filePath, &free, nil, nil); err != nil {
		return 0, err
	}
	return int64(min(free, math.MaxInt64)), nil
}
