package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// nextData returns the offsets at which the first data at or after offset at begins and ends. Data is what is not a
// hole: a part of a sparse file that was never written. If only holes follow before size, data and hole are equal.
// Where the file system does not know its holes, everything up to size counts as data.
func nextData(handle *os.File, at, size int64) (data, hole int64, err error) {
	fd := int(handle.Fd())
	err = retryInterrupted(func() (err error) { data, err = unix.Seek(fd, at, unix.SEEK_DATA); return err })
	switch {
	case errors.Is(err, unix.ENXIO):
		return size, size, nil
	case errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EOPNOTSUPP):
		return at, size, nil
	case err != nil:
		return 0, 0, err
	}
	err = retryInterrupted(func() (err error) { hole, err = unix.Seek(fd, data, unix.SEEK_HOLE); return err })
	return min(data, size), min(hole, size), err
}
