//go:build !linux

package udp

import "net"

// enlargeBuffers requests large buffers from the system. It returns how many bytes of payload may be in flight towards
// the socket. A size above the system's limit is refused, so smaller sizes are tried until one is accepted.
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
