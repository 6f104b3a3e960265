package disk

import (
	"errors"
	"os"
)

// errNoRoom: the file system says that what is needed is not free.
var errNoRoom = errors.New("there is not enough room")

// reserve gives a file its length where the system cannot allocate: the room is only looked at.
func reserve(handle *os.File, dir string, length int64) error {
	now, err := stampOf(handle)
	if err != nil {
		return err
	}
	if free, err := freeBytes(dir); err == nil && length-now.size > free {
		return errNoRoom
	}
	return handle.Truncate(length)
}
