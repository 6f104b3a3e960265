package udp

import "net/netip"

// maxOversize bounds the addresses that are remembered as taking no long datagrams.
const maxOversize = 1024

// oversize remembers which datagrams were too long for the way out. Each outlet has its own.
type oversize struct {
	least map[netip.Addr]int // the shortest datagram that was refused, bytes; invariant: len <= maxOversize
}

func newOversize() oversize { return oversize{least: make(map[netip.Addr]int)} }

// note takes in that a datagram was refused.
func (o *oversize) note(to netip.Addr, size int) {
	least, known := o.least[to]
	if known && least <= size {
		return
	}
	if !known && len(o.least) >= maxOversize {
		clear(o.least) // What is forgotten is learned again from one refused datagram.
	}
	o.least[to] = size
}

// fits tells whether nothing of that length was refused.
func (o *oversize) fits(to netip.Addr, size int) bool {
	least, known := o.least[to]
	return !known || size < least
}
