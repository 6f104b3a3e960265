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
	// ticketEpoch is how long an address is given the same ticket. The ticket stays valid for one more epoch.
	ticketEpoch = 2 * time.Minute

	// maxVerified limits the addresses whose ticket is cached. Only addresses that showed a valid ticket are.
	maxVerified = 4096
)

// tickets issues and verifies tickets. It keeps no record of the tickets that it issued: a ticket is an HMAC over the
// address and the epoch (RFC 9000, section 8.1.4). Only the receive goroutine uses it.
type tickets struct {
	mac      hash.Hash
	verified map[netip.AddrPort]verified // saves computing an HMAC for each packet; invariant: len <= maxVerified
	input    [16 + 2 + 8]byte            // of the HMAC: address, port, epoch
	sum      [sha256.Size]byte
}

type verified struct {
	ticket messages.Ticket
	epoch  uint64 // when the ticket was issued
}

// newTickets draws a random secret. Tickets of an earlier process are therefore invalid.
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

// issue returns the ticket of an address.
func (t *tickets) issue(addr netip.AddrPort, now time.Time) messages.Ticket {
	return t.ticket(addr, epoch(now))
}

// accepts reports whether the ticket was issued to the address in the current epoch or in the previous one.
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
		clear(t.verified) // Each ticket can be verified again, at the cost of one HMAC.
	}
	t.verified[addr] = v
}

func (t *tickets) ticket(addr netip.AddrPort, epoch uint64) messages.Ticket {
	ip := addr.Addr().As16()
	copy(t.input[:], ip[:])
	binary.BigEndian.PutUint16(t.input[16:], addr.Port())
	binary.BigEndian.PutUint64(t.input[18:], epoch)
	t.mac.Reset()
	t.mac.Write(t.input[:]) // A hash.Hash never returns an error (package hash).
	return messages.Ticket(t.mac.Sum(t.sum[:0]))
}

func epoch(now time.Time) uint64 { return uint64(now.Unix() / int64(ticketEpoch/time.Second)) }
