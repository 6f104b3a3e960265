package messages

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"net/netip"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// PeerPriority returns how much two BitTorrent peers that have too many connections want the one between them (BEP 40).
// Both compute the same number. Since it depends on their addresses, a swarm stays well connected, and an attacker
// needs many networks to take all places.
func PeerPriority(one, other netip.AddrPort) uint32 {
	a, b := one.Addr().Unmap(), other.Addr().Unmap()
	switch {
	case a == b:
		low, high := min(one.Port(), other.Port()), max(one.Port(), other.Port())
		ports := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, low), high)
		return crc32.Checksum(ports, castagnoli)
	case a.Is4() && b.Is4():
		low, high := a.As4(), b.As4()
		return priority(low[:], high[:], 2)
	}
	low, high := a.As16(), b.As16()
	return priority(low[:], high[:], 6)
}

// priority returns the priority for two addresses, of which the first bytes count in full, and every second bit of the
// others. If these bytes are equal, the next one counts in full, too, and so on.
func priority(low, high []byte, full int) uint32 {
	for bytes.Equal(low[:full], high[:full]) {
		full++
	}
	if bytes.Compare(low, high) > 0 {
		low, high = high, low
	}
	both := append(bytes.Clone(low), high...)
	for i := range both {
		if i%len(low) >= full {
			both[i] &= 0x55
		}
	}
	return crc32.Checksum(both, castagnoli)
}
