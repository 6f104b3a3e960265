package udp

import (
	"fmt"
	"net"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// abilities is what the kernel can do for a socket.
type abilities struct {
	batches  bool // sendmmsg and recvmmsg: Linux 3.0, but a sandbox may forbid them
	segments bool // UDP_SEGMENT: Linux 4.18
	coalesce bool // UDP_GRO: Linux 5.0
	ipv6     bool // the socket is of IPv6, and takes IPv4 as mapped addresses
}

// newCarrier asks the kernel what it can do, and uses of it what the setting allows.
func newCarrier(conn *net.UDPConn, offload Offload, tally *tally) (carrier, error) {
	if offload == OffloadPlain {
		return plainCarrier(conn, tally), nil
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return carrier{}, fmt.Errorf("udp: listen %v: %w", conn.LocalAddr(), err)
	}
	var can abilities
	if err := raw.Control(func(fd uintptr) { can = probe(fd, offload == OffloadAuto) }); err != nil {
		return carrier{}, fmt.Errorf("udp: listen %v: %w", conn.LocalAddr(), err)
	}
	if !can.batches {
		return plainCarrier(conn, tally), nil
	}
	tally.sendOffload.Store(can.segments)
	tally.receiveOffload.Store(can.coalesce)
	return carrier{
		inlet:   func(s *Socket) inlet { return newBatchedInlet(raw, can, datagramRoom(s.options.MaxPayload), tally) },
		letters: newBatchedOutlet(raw, can, tally),
		trains:  newBatchedOutlet(raw, can, tally),
	}, nil
}

// probe looks for what a socket can do, and switches on what needs switching on.
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
	// Without the count of drops the socket works as well, only less is known.
	_ = unix.SetsockoptInt(s, unix.SOL_SOCKET, unix.SO_RXQ_OVFL, 1)
	return can
}

// callable tells whether a batched call is there and allowed: a batch of nothing does nothing.
func callable(trap uintptr, fd uintptr) bool {
	var header unix.Mmsghdr
	_, _, errno := unix.Syscall6(trap, fd, uintptr(unsafe.Pointer(&header)), 0, unix.MSG_DONTWAIT, 0, 0)
	return errno == 0 || errno == syscall.EAGAIN
}
