package tracker

import (
	"net/netip"

	"swarm/actors/port"
)

// crowd is the stock peers of one swarm that are alike: seeds or others, IPv4 or IPv6. They lie in random order, each
// order equally likely, so that consecutive ones are a random choice. One reply reads one run of memory, where a choice
// of single peers would wait for memory with each.
type crowd struct {
	slots []crowdSlot // invariant: slots[i].peer.slot == i
}

// crowdSlot has what a choice reads of a peer.
type crowdSlot struct {
	addr netip.AddrPort
	peer *stockPeer
}

// add inserts a peer at a random place (the inside-out shuffle of Fisher and Yates).
func (c *crowd) add(p *stockPeer, rand port.Rand) {
	c.slots = append(c.slots, crowdSlot{})
	last := len(c.slots) - 1
	at := rand.IntN(len(c.slots))
	if at != last {
		c.put(last, c.slots[at])
	}
	c.put(at, crowdSlot{addr: p.addr, peer: p})
	p.crowd = c
}

func (c *crowd) put(at int, s crowdSlot) {
	c.slots[at] = s
	s.peer.slot = int32(at)
}

// remove removes a peer. The last peer takes its place, which keeps all orders equally likely.
func (c *crowd) remove(p *stockPeer) {
	last := len(c.slots) - 1
	if at := int(p.slot); at != last {
		c.put(at, c.slots[last])
	}
	c.slots[last] = crowdSlot{}
	c.slots = c.slots[:last]
	if len(c.slots) == 0 {
		c.slots = nil
	} else if cap(c.slots) > minCrowdCapacity && len(c.slots) < cap(c.slots)/4 {
		c.slots = append(make([]crowdSlot, 0, 2*len(c.slots)), c.slots...)
	}
	p.crowd = nil
}

const (
	// minCrowdCapacity is how many slots are kept when peers leave: 40 bytes each.
	minCrowdCapacity = 16

	// scansPerPeer is how many peers a choice looks at for each one that it names. Some may be the asker, or at
	// addresses that mean nothing to it.
	scansPerPeer = 4
)

// choose appends the addresses of random peers, at most want, that the asker can reach.
func (c *crowd) choose(peers []netip.AddrPort, want int, w *stockWish, rand port.Rand) []netip.AddrPort {
	if len(c.slots) == 0 || want <= 0 {
		return peers
	}
	at := rand.IntN(len(c.slots))
	for scans := min(len(c.slots), want*scansPerPeer); scans > 0 && want > 0; scans-- {
		if s := &c.slots[at]; s.addr != w.asker && w.reaches(s.addr.Addr()) {
			peers = append(peers, zoneless(s.addr))
			want--
		}
		if at++; at == len(c.slots) {
			at = 0
		}
	}
	return peers
}
