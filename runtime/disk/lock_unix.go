//go:build !windows

package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

func lockFile(handle *os.File) error {
	err := retry(func() error { return unix.Flock(int(handle.Fd()), unix.LOCK_EX|unix.LOCK_NB) })
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

// retry repeats a system call that a signal interrupted.
func retry(call func() error) error {
	for {
		if err := call(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
