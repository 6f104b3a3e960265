package udp

import (
	"errors"

	"golang.org/x/sys/windows"
)

// addressInUse is the error of an address that another socket has.
const addressInUse = windows.WSAEADDRINUSE

// messageTooLong is the error of a datagram that does not fit the way out.
const messageTooLong = windows.WSAEMSGSIZE

// aboutOne tells whether an error of a read is about one datagram, which anybody may have caused: it was longer than
// there was room for, or something sent earlier found a closed port.
func aboutOne(err error) bool {
	return errors.Is(err, messageTooLong) || errors.Is(err, windows.WSAECONNRESET)
}
