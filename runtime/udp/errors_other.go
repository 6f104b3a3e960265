//go:build !windows

package udp

import (
	"errors"
	"syscall"
)

// addressInUse is the error for binding to an address that another socket has.
const addressInUse = syscall.EADDRINUSE

// messageTooLong is the error for sending a datagram that is longer than the network interface's MTU allows.
const messageTooLong = syscall.EMSGSIZE

// queueFull is the error for a datagram that a full queue of this host did not take.
const queueFull = syscall.ENOBUFS

// concernsOneDatagram reports whether a read error concerns one datagram only, so that reading can go on at once.
// Anybody can cause such an error: a datagram that was sent earlier reached a closed port.
func concernsOneDatagram(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
