package disk

import (
	"os"

	"golang.org/x/sys/unix"

	"swarm/actors/port"
)

// maxVectors is the most buffers that one system call takes (IOV_MAX of Linux).
const maxVectors = 1024

// readBlocks fills the buffers from offset on, with one system call where that is possible.
func readBlocks(handle *os.File, buffers [][]byte, offset int64) error {
	fd := int(handle.Fd())
	for len(buffers) > 0 {
		batch := buffers[:min(len(buffers), maxVectors)]
		n := 0
		err := retry(func() (err error) { n, err = unix.Preadv(fd, batch, offset); return err })
		if err != nil {
			return err
		}
		if n == 0 {
			return port.ErrChanged // the file ends before its length
		}
		offset += int64(n)
		for len(buffers) > 0 && n >= len(buffers[0]) {
			n -= len(buffers[0])
			buffers = buffers[1:]
		}
		if n > 0 { // a short read ended inside a buffer
			if err := readRest(handle, buffers[0][n:], offset); err != nil {
				return err
			}
			offset += int64(len(buffers[0]) - n)
			buffers = buffers[1:]
		}
	}
	return nil
}

// stampOf costs one system call and allocates nothing: it is asked for with each read.
func stampOf(handle *os.File) (stamp, error) {
	var stat unix.Stat_t
	if err := retry(func() error { return unix.Fstat(int(handle.Fd()), &stat) }); err != nil {
		return stamp{}, err
	}
	return stamp{size: stat.Size, modified: stat.Mtim.Nano()}, nil
}
