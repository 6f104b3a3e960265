//go:build !windows

package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockFile locks a file until it is closed. It returns errLocked if another process holds the lock.
func lockFile(handle *os.File) error {
	err := retryInterrupted(func() error { return unix.Flock(int(handle.Fd()), unix.LOCK_EX|unix.LOCK_NB) })
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

// noLocks reports whether an error of lockFile means that the file system has no locks, as some mounts of NFS, SMB and
// FUSE.
func noLocks(err error) bool {
	return errors.Is(err, unix.ENOLCK) || errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS)
}

// retryInterrupted repeats a system call while a signal interrupts it (EINTR).
func retryInterrupted(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
