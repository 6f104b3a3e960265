package udp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"net/netip"
	"time"

	"swarm/messages"
)

const (
	// ticketEpoch is how long one ticket is given out; it is accepted for one epoch more.
	ticketEpoch = 2 * time.Minute

	// maxVerified bounds the addresses whose ticket is remembered: only an address that showed a good ticket is.
	maxVerified = 4096
)

// tickets gives tickets and knows them again without a memory of whom it gave them to: a ticket is an HMAC over the
// address and the time (RFC 9000, section 8.1.4). Only the receive goroutine uses it.
type tickets struct {
	mac      hash.Hash
	verified map[netip.AddrPort]verified // spares the HMAC for each packet of a busy receiver; invariant: len <= maxVerified
	input    [16 + 2 + 8]byte            // address, port, epoch
	sum      [sha256.Size]byte
}

type verified struct {
	ticket messages.Ticket
	epoch  uint64 // of the ticket
}

// newTickets draws a secret: tickets of an earlier process are stale.
func newTickets(random io.Reader) (*tickets, error) {
	var secret [32]byte
	if _, err := io.ReadFull(random, secret[:]); err != nil {
		return nil, fmt.Errorf("udp: listen: read random bytes: %w", err)
	}
	return &tickets{
		mac:      hmac.New(sha256.New, secret[:]),
		verified: make(map[netip.AddrPort]verified),
	}, nil
}

// issue gives the ticket of an address.
func (t *tickets) issue(addr netip.AddrPort, now time.Time) messages.Ticket {
	return t.ticket(addr, epoch(now))
}

// accepts tells whether the address was given the ticket in this epoch or in the one before.
func (t *tickets) accepts(addr netip.AddrPort, ticket messages.Ticket, now time.Time) bool {
	current := epoch(now)
	if known, ok := t.verified[addr]; ok && known.epoch+1 >= current && hmac.Equal(known.ticket[:], ticket[:]) {
		return true
	}
	for _, e := range [2]uint64{current, current - 1} {
		want := t.ticket(addr, e)
		if hmac.Equal(want[:], ticket[:]) {
			t.remember(addr, verified{ticket: ticket, epoch: e})
			return true
		}
	}
	return false
}

func (t *tickets) remember(addr netip.AddrPort, v verified) {
	if _, ok := t.verified[addr]; !ok && len(t.verified) >= maxVerified {
		clear(t.verified) // All can be verified again: forgetting costs an HMAC each, and needs no order.
	}
	t.verified[addr] = v
}

func (t *tickets) ticket(addr netip.AddrPort, epoch uint64) messages.Ticket {
	ip := addr.Addr().As16()
	copy(t.input[:], ip[:])
	binary.BigEndian.PutUint16(t.input[16:], addr.Port())
	binary.BigEndian.PutUint64(t.input[18:], epoch)
	t.mac.Reset()
	t.mac.Write(t.input[:]) // A hash never fails to write (package hash).
	return messages.Ticket(t.mac.Sum(t.sum[:0]))
}

func epoch(now time.Time) uint64 { return uint64(now.Unix() / int64(ticketEpoch/time.Second)) }
