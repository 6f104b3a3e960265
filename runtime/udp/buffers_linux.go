package udp

import (
	"net"

	"golang.org/x/sys/unix"
)

// enlargeBuffers requests large buffers from the kernel. It returns how many bytes of payload may be in flight towards
// the socket. Only a privileged process gets more than net.core.rmem_max; getting less than requested is not an error.
func enlargeBuffers(conn *net.UDPConn, receiveBuffer int) int {
	granted := smallestBuffer
	raw, err := conn.SyscallConn()
	if err != nil {
		return granted / bufferShare
	}
	_ = raw.Control(func(fd uintptr) { // Control fails only if the socket is closed, and then nothing is in flight.
		s := int(fd)
		enlarge(s, receiveBuffer, unix.SO_RCVBUF, unix.SO_RCVBUFFORCE)
		enlarge(s, sendBuffer, unix.SO_SNDBUF, unix.SO_SNDBUFFORCE)
		if size, err := unix.GetsockoptInt(s, unix.SOL_SOCKET, unix.SO_RCVBUF); err == nil {
			granted = size
		}
	})
	return granted / bufferShare
}

func enlarge(fd, size, option, force int) {
	if unix.SetsockoptInt(fd, unix.SOL_SOCKET, force, size) == nil {
		return
	}
	// The kernel silently reduces a size above its limit. If the call fails for another reason, the default size
	// remains.
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, option, size)
}
