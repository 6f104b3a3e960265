package udp

import (
	"net/netip"

	"swarm/messages"
)

// BlockSizes implements port.Network.
func (s *Socket) BlockSizes(owner netip.AddrPort) (base, limit int) {
	base = min(messages.BlockPayload, s.options.MaxPayload)
	owner = unmapped(owner)
	mtu := s.routes.mtu(owner)
	if mtu <= 0 {
		return base, base
	}
	// A small receive buffer would hold too few large blocks.
	limit = min(s.options.MaxPayload, max(base, s.receiveCapacity/minBufferedBlocks))
	return base, max(min(limit, mtu-headers(owner)-messages.BlockOverhead), 0)
}

// minBufferedBlocks is how many blocks the receive buffer must hold before a larger block size is used: two bursts.
const minBufferedBlocks = 8

// headers returns the length of the headers before a datagram to an address, in bytes.
func headers(to netip.AddrPort) int {
	if to.Addr().Is4() {
		return messages.IPv4Headers
	}
	return messages.IPv6Headers
}
