package udp

import (
	"errors"
	"net"
	"net/netip"
)

// plainOutlet writes a train datagram by datagram.
type plainOutlet struct {
	conn     *net.UDPConn
	tally    *tally
	oversize oversize
}

func newPlainOutlet(conn *net.UDPConn, tally *tally) *plainOutlet {
	return &plainOutlet{conn: conn, tally: tally, oversize: newOversize()}
}

func (o *plainOutlet) fits(to netip.AddrPort, size int) bool { return o.oversize.fits(to.Addr(), size) }

func (o *plainOutlet) send(trains []*train) error {
	for _, t := range trains {
		for rest := t.data; len(rest) > 0; {
			datagram := rest[:min(t.size, len(rest))]
			rest = rest[len(datagram):]
			_, err := o.conn.WriteToUDPAddrPort(datagram, t.to)
			switch {
			case err == nil:
				o.tally.sent(1, len(datagram))
			case errors.Is(err, net.ErrClosed):
				return net.ErrClosed
			case errors.Is(err, messageTooLong):
				o.oversize.note(t.to.Addr(), t.size)
				o.tally.sendErrors.Add(1)
			default:
				o.tally.sendErrors.Add(1)
			}
		}
	}
	return nil
}

// plainInlet makes batches of single datagrams: while one batch is dealt with, a goroutine of its own, the pump, reads
// what comes next.
type plainInlet struct {
	batch   int       // datagrams, at most
	filled  chan slot // read by the pump, not yet received
	free    chan []byte
	lent    [][]byte // the memory of the batch in hand
	parcels []parcel
}

// slot is one datagram, or the error that was there in place of it.
type slot struct {
	parcel
	memory []byte
	err    error
}

// newPlainInlet starts the pump, which ends when the socket is closed.
func newPlainInlet(s *Socket) *plainInlet {
	room := datagramRoom(s.options.MaxPayload)
	batch := batchOf(room)
	in := &plainInlet{
		batch:  batch,
		filled: make(chan slot, 2*batch),
		free:   make(chan []byte, 2*batch),
	}
	for range cap(in.free) {
		in.free <- make([]byte, room)
	}
	s.running.Go(func() { in.pump(s) })
	return in
}

// pump reads datagrams into free memory. There is a place in filled for each piece of memory, so it never waits there.
func (in *plainInlet) pump(s *Socket) {
	defer close(in.filled)
	for {
		var memory []byte
		select {
		case memory = <-in.free:
		case <-s.closed:
			return
		}
		n, from, err := s.conn.ReadFromUDPAddrPort(memory)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		full := n == len(memory)
		if full {
			s.tally.truncated.Add(1)
			n = 0
		}
		in.filled <- slot{
			parcel: parcel{from: unmapped(from), data: memory[:n], segment: max(n, 1)},
			memory: memory,
			err:    err,
		}
	}
}

func (in *plainInlet) receive() ([]parcel, error) {
	for _, memory := range in.lent {
		in.free <- memory
	}
	in.lent, in.parcels = in.lent[:0], in.parcels[:0]
	next, open := <-in.filled
	for open {
		in.lent = append(in.lent, next.memory)
		if next.err != nil {
			return in.parcels, next.err
		}
		in.parcels = append(in.parcels, next.parcel)
		if len(in.parcels) == in.batch {
			return in.parcels, nil
		}
		select {
		case next, open = <-in.filled:
		default:
			return in.parcels, nil
		}
	}
	return in.parcels, net.ErrClosed
}
