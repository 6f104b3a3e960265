package disk

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameNoReplace renames a file. It returns fs.ErrExist if a file of the new name exists.
func renameNoReplace(from, to string) error {
	err := retryInterrupted(func() error {
		return unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	})
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return renameByLink(from, to)
	}
	return err
}
