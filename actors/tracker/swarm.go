package tracker

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// swarm is the stock peers of one info-hash. A hybrid torrent has two swarms, which are never mixed: a peer of one may
// not know the other's hash (BEP 52).
type swarm struct {
	hash      messages.Hash20
	crowds    [crowdKinds]crowd
	partial   int // peers among the others that want no more (BEP 21)
	downloads int // how often a peer has completed the torrent since the swarm has peers
}

// crowdKinds is the number of crowds of a swarm: the others and the seeds, of IPv4 and of IPv6.
const crowdKinds = 4

// crowdOf returns the crowd for a peer.
func (s *swarm) crowdOf(ip netip.Addr, seed bool) *crowd {
	at := 0
	if seed {
		at += 2
	}
	if ip.Is6() {
		at++
	}
	return &s.crowds[at]
}

// setPartial notes whether a peer wants no more.
func (s *swarm) setPartial(p *stockPeer, partial bool) {
	switch {
	case partial && !p.partial:
		s.partial++
	case p.partial && !partial:
		s.partial--
	}
	p.partial = partial
}

// isPartial reports whether an announce is that of a partial seed.
func isPartial(a *messages.Announce) bool { return a.Left > 0 && a.Event == messages.EventPaused }

// size counts the stock peers.
func (s *swarm) size() messages.SwarmSize {
	return messages.SwarmSize{
		Seeds:     len(s.crowds[2].slots) + len(s.crowds[3].slots),
		Others:    len(s.crowds[0].slots) + len(s.crowds[1].slots),
		Downloads: s.downloads, Partial: s.partial,
	}
}

// peers returns the number of stock peers.
func (s *swarm) peers() int {
	size := s.size()
	return size.Seeds + size.Others
}

// victim returns a random peer of a full swarm.
func (s *swarm) victim(rand port.Rand) *stockPeer {
	at := rand.IntN(s.peers())
	for i := range s.crowds {
		slots := s.crowds[i].slots
		if at < len(slots) {
			return slots[at].peer
		}
		at -= len(slots)
	}
	panic("tracker: a swarm counts more peers than it has")
}
