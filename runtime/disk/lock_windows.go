package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockedAt is the offset of the byte that is locked. It lies far beyond the process id, because other processes cannot
// read locked bytes.
const lockedAt = 1 << 30

// lockFile locks a file until it is closed. It returns errLocked if another process holds the lock.
func lockFile(handle *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(handle.Fd()), flags, 0, 1, 0, &windows.Overlapped{Offset: lockedAt})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errLocked
	}
	return err
}

// noLocks reports whether an error of lockFile means that the file system has no locks.
func noLocks(err error) bool {
	return errors.Is(err, windows.ERROR_NOT_SUPPORTED) || errors.Is(err, windows.ERROR_INVALID_FUNCTION)
}
