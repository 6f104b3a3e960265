//go:build !windows

package udp

import (
	"errors"
	"syscall"
)

// addressInUse is the error of an address that another socket has.
const addressInUse = syscall.EADDRINUSE

// messageTooLong is the error of a datagram that does not fit the way out.
const messageTooLong = syscall.EMSGSIZE

// aboutOne tells whether an error of a read is about one datagram, which anybody may have caused: something sent earlier
// found a closed port.
func aboutOne(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
