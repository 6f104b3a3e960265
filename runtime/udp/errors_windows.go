package udp

import (
	"errors"

	"golang.org/x/sys/windows"
)

// addressInUse is the error for binding to an address that another socket has.
const addressInUse = windows.WSAEADDRINUSE

// messageTooLong is the error for a datagram that is longer than the MTU when sending, or than the buffer when
// receiving.
const messageTooLong = windows.WSAEMSGSIZE

// queueFull is the error for a datagram that a full queue of this host did not take.
const queueFull = windows.WSAENOBUFS

// concernsOneDatagram reports whether a read error concerns one datagram only, so that reading can go on at once.
// Anybody can cause such an error: a datagram did not fit in its buffer, or one that was sent earlier reached a closed
// port.
func concernsOneDatagram(err error) bool {
	return errors.Is(err, messageTooLong) || errors.Is(err, windows.WSAECONNRESET)
}
