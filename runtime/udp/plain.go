package udp

import (
	"errors"
	"net"
	"net/netip"
)

// plainOutlet sends each datagram of a train with its own system call.
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
			for attempts := 0; errors.Is(err, queueFull) && attempts < fullQueueAttempts; attempts++ {
				pauseForQueue(o.tally)
				_, err = o.conn.WriteToUDPAddrPort(datagram, t.to)
			}
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

// plainInlet makes batches of datagrams that are read one by one. Its goroutine, the pump, reads the next datagrams
// while the current batch is handled.
type plainInlet struct {
	batch  int             // maximum number of datagrams
	filled chan readResult // what the pump has read
	free   chan []byte
	inUse  [][]byte // the memory of the current batch
	trains []receivedTrain
}

// readResult is one datagram, or the error of one read.
type readResult struct {
	receivedTrain
	memory []byte
	err    error
}

// newPlainInlet starts the pump, which ends when the socket is closed.
func newPlainInlet(s *Socket) *plainInlet {
	size := datagramMemory(s.options.MaxPayload)
	batch := batchLimit(size)
	in := &plainInlet{
		batch:  batch,
		filled: make(chan readResult, 2*batch),
		free:   make(chan []byte, 2*batch),
	}
	for range cap(in.free) {
		in.free <- make([]byte, size)
	}
	s.running.Go(func() { in.pump(s) })
	return in
}

// pump reads datagrams into free memory. It never blocks on filled, whose capacity is the number of memory blocks.
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
		in.filled <- readResult{
			receivedTrain: receivedTrain{from: unmapped(from), data: memory[:n], segment: max(n, 1)},
			memory:        memory,
			err:           err,
		}
	}
}

func (in *plainInlet) receive() ([]receivedTrain, error) {
	for _, memory := range in.inUse {
		in.free <- memory
	}
	in.inUse, in.trains = in.inUse[:0], in.trains[:0]
	next, open := <-in.filled
	for open {
		in.inUse = append(in.inUse, next.memory)
		if next.err != nil {
			return in.trains, next.err
		}
		in.trains = append(in.trains, next.receivedTrain)
		if len(in.trains) == in.batch {
			return in.trains, nil
		}
		select {
		case next, open = <-in.filled:
		default:
			return in.trains, nil
		}
	}
	return in.trains, net.ErrClosed
}
