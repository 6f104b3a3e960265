package udp

import (
	"net"
	"net/netip"

	"swarm/messages"
)

const (
	// leastRoom is room for each control packet that is not padded, and for blocks of messages.BlockPayload.
	leastRoom = 2048

	// batchDatagrams is how many single datagrams make a batch at most, and batchBytes what room for them takes.
	batchDatagrams = 64
	batchBytes     = 512 << 10
)

// datagramRoom is the longest datagram that is taken, and a byte more, in bytes: blocks of the largest payload with their
// header and tag, and every control packet, are shorter. A longer one was not asked for, and is cut and dropped.
func datagramRoom(maxPayload int) int { return max(leastRoom, maxPayload+messages.BlockOverhead+1) }

// batchOf is how many datagrams of some room are read at once.
func batchOf(room int) int { return min(max(batchBytes/room, 1), batchDatagrams) }

// parcel is one datagram, or several of one sender that the kernel handed out as one.
type parcel struct {
	from    netip.AddrPort // unmapped
	data    []byte         // valid until the next receive
	segment int            // length of each datagram but the last, which may be shorter, bytes; invariant: > 0
}

// inlet is the receiving side of a socket.
type inlet interface {
	// receive waits for datagrams and gives all that are there, up to its limit. The error is net.ErrClosed when the
	// socket is; after any other error it can be called again.
	receive() ([]parcel, error)
}

// outlet is the sending side of a socket. Each is used by one goroutine.
type outlet interface {
	// send waits until the kernel has taken the trains. What the kernel refuses is counted, and is as good as lost. The
	// error is net.ErrClosed.
	send(trains []*train) error

	// fits tells whether a datagram of so many bytes, without headers of IP and UDP, was never too long on the way out to
	// an address.
	fits(to netip.AddrPort, size int) bool
}

// carrier is both sides of a socket. Control packets and blocks leave by outlets of their own.
type carrier struct {
	inlet           func(*Socket) inlet // called once
	letters, trains outlet
}

// plainCarrier carries with one system call for each datagram.
func plainCarrier(conn *net.UDPConn, tally *tally) carrier {
	return carrier{
		inlet:   func(s *Socket) inlet { return newPlainInlet(s) },
		letters: newPlainOutlet(conn, tally),
		trains:  newPlainOutlet(conn, tally),
	}
}
