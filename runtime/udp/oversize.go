package udp

import "net/netip"

// maxOversize limits the addresses that are remembered for a datagram that was too long.
const maxOversize = 1024

// oversize remembers, by address, which datagrams the kernel refused as too long. Each outlet has its own.
type oversize struct {
	minRefused map[netip.Addr]int // length of the shortest refused datagram, bytes; invariant: len <= maxOversize
}

func newOversize() oversize { return oversize{minRefused: make(map[netip.Addr]int)} }

// note records that a datagram of size bytes was refused.
func (o *oversize) note(to netip.Addr, size int) {
	shortest, known := o.minRefused[to]
	if known && shortest <= size {
		return
	}
	if !known && len(o.minRefused) >= maxOversize {
		clear(o.minRefused) // Each address is learned again after one more refusal.
	}
	o.minRefused[to] = size
}

// fits reports whether no datagram of this length or shorter was refused.
func (o *oversize) fits(to netip.Addr, size int) bool {
	shortest, known := o.minRefused[to]
	return !known || size < shortest
}
