package udp

import (
	"net"
	"net/netip"
)

const (
	// datagramRoom is the longest datagram that is taken, in bytes: blocks of messages.BlockPayload with their header
	// and tag, and every control packet, are shorter. A longer one was not asked for, and is cut and dropped.
	datagramRoom = 2048

	// batchDatagrams is how many single datagrams make a batch at most.
	batchDatagrams = 64
)

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
		letters: &plainOutlet{conn: conn, tally: tally},
		trains:  &plainOutlet{conn: conn, tally: tally},
	}
}
