package disk

import (
	"math/bits"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"swarm/actors/port"
	"swarm/messages"
)

// maxVectors is the largest number of buffers in one system call: the blocks of one span. Linux allows 1,024, but this
// array is kept small enough for the stack, so that a read allocates nothing.
const maxVectors = messages.BlocksPerSpan

// readBlocks fills the buffers with consecutive bytes from offset on, if possible with one system call.
func readBlocks(handle *os.File, buffers [][]byte, offset int64) error {
	fd := int(handle.Fd())
	for len(buffers) > 0 {
		n, err := readVectors(fd, buffers[:min(len(buffers), maxVectors)], offset)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		offset += int64(n)
		filled := n
		for len(buffers) > 0 && n >= len(buffers[0]) {
			n -= len(buffers[0])
			buffers = buffers[1:]
		}
		if len(buffers) > 0 && filled == 0 {
			return port.ErrChanged // the file is shorter than it was
		}
		if n > 0 { // the read ended inside a buffer: fill the rest of it
			if err := readFull(handle, buffers[0][n:], offset); err != nil {
				return err
			}
			offset += int64(len(buffers[0]) - n)
			buffers = buffers[1:]
		}
	}
	return nil
}

// readVectors calls preadv(2). unix.Preadv would allocate its vectors.
func readVectors(fd int, buffers [][]byte, offset int64) (int, error) {
	var vectors [maxVectors]unix.Iovec
	for i, buffer := range buffers {
		vectors[i].Base = unsafe.SliceData(buffer)
		vectors[i].SetLen(len(buffer))
	}
	// The kernel takes the offset in two registers. It uses the second one on 32-bit systems only.
	low, high := uintptr(offset), uintptr(uint64(offset)>>(bits.UintSize-1)>>1)
	n, _, errno := unix.Syscall6(unix.SYS_PREADV, uintptr(fd),
		uintptr(unsafe.Pointer(&vectors[0])), uintptr(len(buffers)), low, high, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// stampOf returns the stamp of an open file. It makes one system call and allocates nothing, because ReadBlocks calls
// it for each read.
func stampOf(handle *os.File) (stamp, error) {
	var stat unix.Stat_t
	if err := retryInterrupted(func() error { return unix.Fstat(int(handle.Fd()), &stat) }); err != nil {
		return stamp{}, err
	}
	return stamp{size: stat.Size, modified: stat.Mtim.Nano()}, nil
}
