package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"swarm/messages"
	"swarm/messages/wire"
)

// stranger is a socket of an attacker. It reads and discards what it is sent.
type stranger struct {
	socket *net.UDPConn
	ticket messages.Ticket
	buffer []byte
}

// newStranger opens a socket that sends to one address.
func newStranger(to netip.AddrPort) (*stranger, error) {
	local := net.UDPAddrFromAddrPort(netip.AddrPortFrom(attackHost, 0))
	socket, err := net.DialUDP("udp", local, net.UDPAddrFromAddrPort(to))
	if err != nil {
		return nil, err
	}
	return &stranger{socket: socket}, nil
}

// errNoTicket means that an owner did not answer Hello.
var errNoTicket = errors.New("the owner did not answer Hello")

// greet gets a ticket: the stranger echoes, as an honest node does.
func (s *stranger) greet() error {
	const tries, wait = 20, 200 * time.Millisecond
	datagram := make([]byte, wire.MaxDatagram)
	for range tries {
		s.send(&messages.Hello{Nonce: 1})
		_ = s.socket.SetReadDeadline(time.Now().Add(wait))
		for {
			n, err := s.socket.Read(datagram)
			if err != nil {
				break
			}
			if packet, err := wire.Parse(datagram[:n]); err == nil {
				if welcome, is := packet.(*messages.Welcome); is {
					s.ticket = welcome.Ticket
					return s.socket.SetReadDeadline(time.Time{})
				}
			}
		}
	}
	return errNoTicket
}

// discard reads until the socket is closed.
func (s *stranger) discard() {
	datagram := make([]byte, wire.MaxDatagram)
	for {
		if _, err := s.socket.Read(datagram); err != nil && errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// send sends one packet. Errors are ignored: an attacker does not care.
func (s *stranger) send(packet messages.Packet) {
	var err error
	if s.buffer, err = wire.Append(s.buffer[:0], packet); err == nil {
		_, _ = s.socket.Write(s.buffer)
	}
}

// withTicket runs an attack of a stranger with a ticket.
func withTicket(ctx context.Context, t target, do func(s *stranger)) (int, error) {
	s, err := newStranger(t.owner)
	if err != nil {
		return 0, err
	}
	defer s.socket.Close()
	if err := s.greet(); err != nil {
		return 0, err
	}
	go s.discard()
	return paced(ctx, t.rate, func() { do(s) }), nil
}

// pause is the time between two bursts of an attacker. Timers are not more accurate than this.
const pause = time.Millisecond

// paced calls do at a rate until ctx ends, and returns how often.
func paced(ctx context.Context, rate int, do func()) int {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	began, done := time.Now(), 0
	for {
		select {
		case <-ctx.Done():
			return done
		case <-ticker.C:
		}
		for due := int(time.Since(began).Seconds() * float64(rate)); done < due && ctx.Err() == nil; done++ {
			do()
		}
	}
}

// controlFlood returns a flood of random datagrams, which every socket drops at once. An attack is measured relative to
// it, because the kernel's work for the same number of datagrams is no fault of Swarm.
func controlFlood(bytes int) func(ctx context.Context, t target) (int, error) {
	return func(ctx context.Context, t target) (int, error) {
		s, err := newStranger(t.owner)
		if err != nil {
			return 0, err
		}
		defer s.socket.Close()
		go s.discard()
		datagram := make([]byte, bytes)
		random := rand.NewChaCha8([32]byte{})
		return paced(ctx, t.rate, func() {
			_, _ = random.Read(datagram)
			_, _ = s.socket.Write(datagram)
		}), nil
	}
}
