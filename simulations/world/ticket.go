package world

import (
	"encoding/binary"
	"net/netip"
	"time"

	"swarm/messages"
)

// ticketEpoch is how long a ticket is the newest one for an address. It stays valid for one epoch more, as in
// runtime/udp.
const ticketEpoch = 2 * time.Minute

// tickets issues and checks tickets without storing any: as in the real edge, a ticket is a function of a secret, the
// address and the epoch. A fast mixing function replaces the HMAC, because no attacker guesses tickets in a
// simulation.
type tickets struct{ secret uint64 }

func (t tickets) ticketFor(from netip.AddrPort, epoch uint64) messages.Ticket {
	ip := from.Addr().As16()
	state := t.secret
	for _, word := range [...]uint64{binary.BigEndian.Uint64(ip[:8]), binary.BigEndian.Uint64(ip[8:]),
		uint64(from.Port()), epoch} {
		state = mix(state ^ word)
	}
	var ticket messages.Ticket
	binary.BigEndian.PutUint64(ticket[:8], state)
	binary.BigEndian.PutUint64(ticket[8:], mix(state))
	return ticket
}

func (t tickets) issue(from netip.AddrPort, now time.Duration) messages.Ticket {
	return t.ticketFor(from, uint64(now/ticketEpoch))
}

func (t tickets) valid(ticket messages.Ticket, from netip.AddrPort, now time.Duration) bool {
	epoch := uint64(now / ticketEpoch)
	return ticket == t.ticketFor(from, epoch) || epoch > 0 && ticket == t.ticketFor(from, epoch-1)
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
