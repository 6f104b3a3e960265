package udp

import (
	"errors"
	"net"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	// coalescedRoom is the longest message that UDP_GRO makes of several datagrams, in bytes, and coalescedMessages how
	// many of them are read at once: together half a megabyte, which still fits most processors' second cache.
	coalescedRoom     = 64 << 10
	coalescedMessages = 8
)

// batchedInlet reads many messages with one system call; with UDP_GRO each of them may be many datagrams.
type batchedInlet struct {
	raw       syscall.RawConn
	tally     *tally
	addresses addresses

	headers  []unix.Mmsghdr
	vectors  []unix.Iovec
	names    []unix.RawSockaddrInet6
	controls []receivedControl
	memory   [][]byte
	parcels  []parcel

	attempt func(fd uintptr) bool // made once: a closure for each read would be an allocation
	count   int                   // messages of the last attempt
	errno   syscall.Errno         // of the last attempt
	drops   uint32                // as the kernel counted last
}

// newBatchedInlet makes an inlet for single datagrams of at most room bytes, or for what the kernel coalesces.
func newBatchedInlet(raw syscall.RawConn, can abilities, room int, tally *tally) *batchedInlet {
	messages := batchOf(room)
	if can.coalesce {
		messages, room = coalescedMessages, coalescedRoom
	}
	in := &batchedInlet{
		raw:       raw,
		tally:     tally,
		addresses: newAddresses(can.ipv6),
		headers:   make([]unix.Mmsghdr, messages),
		vectors:   make([]unix.Iovec, messages),
		names:     make([]unix.RawSockaddrInet6, messages),
		controls:  make([]receivedControl, messages),
		parcels:   make([]parcel, 0, messages),
	}
	for i := range in.headers {
		in.memory = append(in.memory, make([]byte, room))
		in.vectors[i].Base = &in.memory[i][0]
		in.vectors[i].SetLen(room)
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

func (in *batchedInlet) receive() ([]parcel, error) {
	for i := range in.headers[:in.count] { // The kernel wrote into these, and into no others.
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
	in.parcels = in.parcels[:0]
	for i := range in.headers[:in.count] {
		in.parcels = append(in.parcels, in.parcel(i))
	}
	return in.parcels, nil
}

// try reads what is there. It gives false when nothing is: the runtime calls it again once there is.
func (in *batchedInlet) try(fd uintptr) bool {
	for {
		n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&in.headers[0])),
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

// parcel makes sense of one message.
func (in *batchedInlet) parcel(i int) parcel {
	h := &in.headers[i]
	length := min(int(h.Len), len(in.memory[i]))
	segment, drops, counted := readControl(in.controls[i].bytes()[:h.Hdr.Controllen])
	if counted {
		in.tally.kernelDrops.Add(uint64(drops - in.drops))
		in.drops = drops
	}
	if h.Hdr.Flags&unix.MSG_TRUNC != 0 {
		in.tally.truncated.Add(1)
		length = 0
	}
	if segment <= 0 {
		segment = max(length, 1)
	}
	return parcel{from: in.addresses.get(&in.names[i]), data: in.memory[i][:length], segment: segment}
}
