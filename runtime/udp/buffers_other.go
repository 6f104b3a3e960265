//go:build !linux

package udp

import "net"

// enlargeBuffers asks for large buffers, and gives how much payload may be in flight towards the socket, in bytes. What
// is above the system's limit is refused, so less is asked for until it is given.
func enlargeBuffers(conn *net.UDPConn, receiveBuffer int) int {
	enlarge(conn.SetWriteBuffer, sendBuffer)
	return enlarge(conn.SetReadBuffer, receiveBuffer) / bufferShare
}

func enlarge(set func(int) error, size int) int {
	for ; size > smallestBuffer; size /= 2 {
		if set(size) == nil {
			return size
		}
	}
	return smallestBuffer
}
