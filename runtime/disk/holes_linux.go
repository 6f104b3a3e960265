package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// nextData gives the first run of bytes at or behind at, before size, that is no hole; an empty run when there is none.
// Where the file system does not know, everything is data.
func nextData(handle *os.File, at, size int64) (data, hole int64, err error) {
	fd := int(handle.Fd())
	err = retry(func() (err error) { data, err = unix.Seek(fd, at, unix.SEEK_DATA); return err })
	switch {
	case errors.Is(err, unix.ENXIO):
		return size, size, nil
	case errors.Is(err, unix.EINVAL) || errors.Is(err, unix.EOPNOTSUPP):
		return at, size, nil
	case err != nil:
		return 0, 0, err
	}
	err = retry(func() (err error) { hole, err = unix.Seek(fd, data, unix.SEEK_HOLE); return err })
	return min(data, size), min(hole, size), err
}
