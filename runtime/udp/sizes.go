package udp

import (
	"net/netip"

	"swarm/messages"
)

// Headers under a datagram, in bytes: IPv4 without options or IPv6 (RFC 791, RFC 8200), and UDP (RFC 768).
const (
	underIPv4 = 20 + 8
	underIPv6 = 40 + 8
)

// BlockSizes implements port.Network.
func (s *Socket) BlockSizes(owner netip.AddrPort) (base, limit int) {
	base = min(messages.BlockPayload, s.options.MaxPayload)
	owner = unmapped(owner)
	mtu := s.way.mtu(owner)
	if mtu <= 0 {
		return base, base
	}
	// A small receive buffer holds enough small blocks, but not enough large ones.
	limit = min(s.options.MaxPayload, max(base, s.room/leastBuffered))
	return base, max(min(limit, mtu-under(owner)-messages.BlockOverhead), 0)
}

// leastBuffered is how many blocks the receive buffer must hold for them to be larger than the base: two bursts.
const leastBuffered = 8

func under(to netip.AddrPort) int {
	if to.Addr().Is4() {
		return underIPv4
	}
	return underIPv6
}

// SetBlockSize implements port.Network.
func (s *Socket) SetBlockSize(owner netip.AddrPort, bytes int) {
	s.paths.resize(unmapped(owner), min(bytes, s.options.MaxPayload))
}

// BlockSize implements port.Network.
func (s *Socket) BlockSize(owner netip.AddrPort) int {
	if known := s.paths.blockSize(unmapped(owner)); known > 0 {
		return known
	}
	return min(messages.BlockPayload, s.options.MaxPayload)
}
