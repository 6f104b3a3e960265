package udp

import (
	"net"
	"net/netip"

	"swarm/messages"
)

const (
	// minDatagramMemory fits every control packet that is not padded, and blocks of messages.BlockPayload; bytes.
	minDatagramMemory = 2048

	// batchDatagrams is the maximum number of datagrams in a batch, and batchBytes the maximum memory for them.
	batchDatagrams = 64
	batchBytes     = 512 << 10
)

// datagramMemory returns the memory for one datagram: one byte more than the longest that the socket accepts, which is
// a block of maximum payload with its header and tag. A datagram that fills the memory was cut, and is dropped.
func datagramMemory(maxPayload int) int {
	return max(minDatagramMemory, maxPayload+messages.BlockOverhead+1)
}

// batchLimit returns how many datagrams are read at once if each takes size bytes of memory.
func batchLimit(size int) int { return min(max(batchBytes/size, 1), batchDatagrams) }

// receivedTrain is one datagram, or several datagrams of one sender that the kernel coalesced.
type receivedTrain struct {
	from    netip.AddrPort // an IPv4 address is in its unmapped form
	asked   netip.Addr     // this node's address that it was sent to; zero if the socket has one, or if it is not known
	data    []byte         // valid until the next receive
	segment int            // length of each datagram but the last, which may be shorter, bytes; invariant: > 0
}

// inlet is the receiving side of a socket.
type inlet interface {
	// receive waits for datagrams and returns those that are available, up to the batch limit. The error is
	// net.ErrClosed if the socket is closed. After any other error receive can be called again.
	receive() ([]receivedTrain, error)
}

// outlet is the sending side of a socket. Only one goroutine may use it.
type outlet interface {
	// send returns once the kernel has accepted or refused all trains. Datagrams that the kernel refuses are counted
	// and lost, like those that the network loses. The only error is net.ErrClosed.
	send(trains []*train) error

	// fits reports whether no datagram of size bytes, without IP and UDP headers, was refused as too long for the
	// address.
	fits(to netip.AddrPort, size int) bool
}

// kernelIO is the receiving and the sending sides of a socket. Control packets and blocks have separate outlets,
// because they are sent by separate goroutines.
type kernelIO struct {
	inlet           func(*Socket) inlet // makes the inlet; called once
	packets, trains outlet
}

// plainIO uses one system call for each datagram.
func plainIO(conn *net.UDPConn, tally *tally) kernelIO {
	return kernelIO{
		inlet:   func(s *Socket) inlet { return newPlainInlet(s) },
		packets: newPlainOutlet(conn, tally),
		trains:  newPlainOutlet(conn, tally),
	}
}
