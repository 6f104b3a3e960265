package udp

import (
	"errors"
	"net"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// coalescedBytes is the longest message that UDP_GRO makes of several datagrams, in bytes. coalescedMessages is how
	// many such messages are read at once. Together they take half a megabyte, which fits most processors' L2 cache.
	coalescedBytes    = 64 << 10
	coalescedMessages = 8
)

// batchedInlet reads many messages with one system call (recvmmsg). With UDP_GRO each message can hold many datagrams.
type batchedInlet struct {
	raw       syscall.RawConn
	tally     *tally
	addresses addresses

	headers  []unix.Mmsghdr
	vectors  []unix.Iovec
	names    []unix.RawSockaddrInet6
	controls []receivedControl
	memory   [][]byte
	trains   []receivedTrain

	attempt func(fd uintptr) bool // the method try; stored because a method value for each read would be allocated
	count   int                   // messages read by the last attempt
	errno   syscall.Errno         // error of the last attempt
	drops   uint32                // the kernel's latest count of dropped datagrams
}

// newBatchedInlet returns an inlet for single datagrams of up to size bytes, or for messages that the kernel coalesces.
func newBatchedInlet(raw syscall.RawConn, can abilities, size int, tally *tally) *batchedInlet {
	messages := batchLimit(size)
	if can.coalesce {
		messages, size = coalescedMessages, coalescedBytes
	}
	in := &batchedInlet{
		raw:       raw,
		tally:     tally,
		addresses: newAddresses(can.ipv6),
		headers:   make([]unix.Mmsghdr, messages),
		vectors:   make([]unix.Iovec, messages),
		names:     make([]unix.RawSockaddrInet6, messages),
		controls:  make([]receivedControl, messages),
		trains:    make([]receivedTrain, 0, messages),
	}
	for i := range in.headers {
		in.memory = append(in.memory, make([]byte, size))
		in.vectors[i].Base = &in.memory[i][0]
		in.vectors[i].SetLen(size)
		h := &in.headers[i].Hdr
		h.Name = (*byte)(unsafe.Pointer(&in.names[i]))
		h.Iov = &in.vectors[i]
		h.SetIovlen(1)
		h.Control = &in.controls[i].bytes()[0]
	}
	in.count = messages
	in.attempt = in.try
	return in
}

func (in *batchedInlet) receive() ([]receivedTrain, error) {
	for i := range in.headers[:in.count] { // The kernel changed only the headers that the last attempt used.
		h := &in.headers[i].Hdr
		h.Namelen = unix.SizeofSockaddrInet6
		h.SetControllen(int(unsafe.Sizeof(receivedControl{})))
	}
	in.count, in.errno = 0, 0
	if err := in.raw.Read(in.attempt); err != nil {
		if errors.Is(err, net.ErrClosed) {
			return nil, net.ErrClosed
		}
		return nil, err
	}
	if in.errno != 0 {
		return nil, in.errno
	}
	in.trains = in.trains[:0]
	for i := range in.headers[:in.count] {
		in.trains = append(in.trains, in.train(i))
	}
	return in.trains, nil
}

// try reads the messages that are available. If there are none it returns false, and the runtime calls it again once
// the socket is readable. The call never waits, so it is not announced to Go's scheduler (docs/adr/0015).
func (in *batchedInlet) try(fd uintptr) bool {
	for {
		n, _, errno := unix.RawSyscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&in.headers[0])),
			uintptr(len(in.headers)), unix.MSG_DONTWAIT, 0, 0)
		switch errno {
		case 0:
			in.count = int(n)
			return true
		case syscall.EINTR:
		case syscall.EAGAIN:
			return false
		default:
			in.errno = errno
			return true
		}
	}
}

// train returns the contents of message i.
func (in *batchedInlet) train(i int) receivedTrain {
	h := &in.headers[i]
	length := min(int(h.Len), len(in.memory[i]))
	control := readControl(in.controls[i].bytes()[:h.Hdr.Controllen])
	if control.counted {
		in.tally.kernelDrops.Add(uint64(control.drops - in.drops))
		in.drops = control.drops
	}
	if h.Hdr.Flags&unix.MSG_TRUNC != 0 {
		in.tally.truncated.Add(1)
		length = 0
	}
	segment := control.segment
	if segment <= 0 {
		segment = max(length, 1)
	}
	from := in.addresses.get(&in.names[i])
	return receivedTrain{from: from, asked: control.asked, data: in.memory[i][:length], segment: segment}
}
