package messages

import (
	"crypto/sha1"
	"encoding/binary"
	"net/netip"
	"slices"
)

// AllowedFast returns up to count pieces that a BitTorrent peer may request while it is choked (BEP 6), so that a
// newcomer soon has something to offer. They depend on the peer's network, an IPv4 /24 or IPv6 /64, so that a peer does
// not get others by another address nearby. They cost count hashes, or more if the torrent has few pieces.
func AllowedFast(peer netip.Addr, swarm Hash20, pieces, count int) []int {
	var seed []byte
	if peer = peer.Unmap(); peer.Is4() {
		network := peer.As4()
		network[3] = 0
		seed = network[:]
	} else {
		network := peer.As16()
		clear(network[8:])
		seed = network[:]
	}
	hash := sha1.Sum(append(seed, swarm[:]...))
	var allowed []int
	for count = min(count, pieces); len(allowed) < count; hash = sha1.Sum(hash[:]) {
		for rest := hash[:]; len(rest) > 0 && len(allowed) < count; rest = rest[4:] {
			piece := int(binary.BigEndian.Uint32(rest) % uint32(pieces))
			if !slices.Contains(allowed, piece) {
				allowed = append(allowed, piece)
			}
		}
	}
	return allowed
}
