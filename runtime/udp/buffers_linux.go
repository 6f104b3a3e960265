package udp

import (
	"net"

	"golang.org/x/sys/unix"
)

// enlargeBuffers asks for large buffers, and gives how much payload may be in flight towards the socket, in bytes. Only
// a privileged process gets more than net.core.rmem_max; what it did not get is no error.
func enlargeBuffers(conn *net.UDPConn, receiveBuffer int) int {
	given := smallestBuffer
	raw, err := conn.SyscallConn()
	if err != nil {
		return given / bufferShare
	}
	_ = raw.Control(func(fd uintptr) { // It fails when the socket is closed, and then nothing is in flight.
		s := int(fd)
		enlarge(s, receiveBuffer, unix.SO_RCVBUF, unix.SO_RCVBUFFORCE)
		enlarge(s, sendBuffer, unix.SO_SNDBUF, unix.SO_SNDBUFFORCE)
		if size, err := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_RCVBUF); err == nil {
			given = size
		}
	})
	return given / bufferShare
}

func enlarge(fd, size, option, force int) {
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, force, size) == nil {
		return
	}
	// The kernel cuts what is too much down to its limit without an error; any other failure leaves its default.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, option, size)
}
