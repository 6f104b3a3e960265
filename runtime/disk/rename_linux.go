package disk

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameNew renames a file to a name that must be free; fs.ErrExist says that it is not.
func renameNew(from, to string) error {
	err := retry(func() error { return unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE) })
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return linkNew(from, to)
	}
	return err
}
