package udp

import (
	"fmt"
	"net"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// abilities is what the kernel supports for a socket.
type abilities struct {
	batches  bool // sendmmsg and recvmmsg: since Linux 3.0, but a sandbox may forbid them
	segments bool // UDP_SEGMENT: since Linux 4.18
	coalesce bool // UDP_GRO: since Linux 5.0
	ipv6     bool // the socket is an IPv6 socket, which handles IPv4 as mapped addresses
}

// newKernelIO uses what the kernel supports and the setting allows.
func newKernelIO(conn *net.UDPConn, offload Offload, tally *tally) (kernelIO, error) {
	if offload == OffloadPlain {
		return plainIO(conn, tally), nil
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return kernelIO{}, fmt.Errorf("udp: listen %v: %w", conn.LocalAddr(), err)
	}
	var can abilities
	if err := raw.Control(func(fd uintptr) { can = probe(fd, offload == OffloadAuto) }); err != nil {
		return kernelIO{}, fmt.Errorf("udp: listen %v: %w", conn.LocalAddr(), err)
	}
	if !can.batches {
		return plainIO(conn, tally), nil
	}
	tally.sendOffload.Store(can.segments)
	tally.receiveOffload.Store(can.coalesce)
	local := newLocalQueue()
	return kernelIO{
		inlet: func(s *Socket) inlet {
			return newBatchedInlet(raw, can, datagramMemory(s.options.MaxPayload), tally)
		},
		packets: newBatchedOutlet(raw, can, nil, tally),
		trains:  newBatchedOutlet(raw, can, &local, tally),
	}, nil
}

// probe finds out what the kernel supports for a socket, and enables it.
func probe(fd uintptr, offload bool) abilities {
	s := int(fd)
	can := abilities{batches: callable(unix.SYS_RECVMMSG, fd) && callable(unix.SYS_SENDMMSG, fd)}
	if name, err := unix.Getsockname(s); err == nil {
		_, can.ipv6 = name.(*unix.SockaddrInet6)
	}
	if can.batches && offload {
		_, err := unix.GetsockoptInt(s, unix.IPPROTO_UDP, unix.UDP_SEGMENT)
		can.segments = err == nil
		can.coalesce = unix.SetsockoptInt(s, unix.IPPROTO_UDP, unix.UDP_GRO, 1) == nil
	}
	// An error is ignored: without this option only the count of dropped datagrams is missing.
	_ = unix.SetsockoptInt(s, unix.SOL_SOCKET, unix.SO_RXQ_OVFL, 1)
	requestSources(s)
	return can
}

// callable reports whether a batched system call exists and is allowed. It calls it with an empty batch.
func callable(trap uintptr, fd uintptr) bool {
	var header unix.Mmsghdr
	_, _, errno := unix.Syscall6(trap, fd, uintptr(unsafe.Pointer(&header)), 0, unix.MSG_DONTWAIT, 0, 0)
	return errno == 0 || errno == syscall.EAGAIN
}
