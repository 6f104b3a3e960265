package bittorrent

import (
	"net"

	"golang.org/x/sys/unix"
)

// unsentBytes is how much of what was written may wait in the kernel without being on its way. What is there can no
// longer be cancelled or shared anew. It is what one write takes.
const unsentBytes = writeBytes

// limitUnsent has the kernel take no more than unsentBytes beyond what the path carries. It is advice: without it the
// kernel holds more.
func limitUnsent(socket net.Conn) {
	tcp, ok := socket.(*net.TCPConn)
	if !ok {
		return
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsentBytes)
	})
}
