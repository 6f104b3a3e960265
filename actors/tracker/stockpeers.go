package tracker

import (
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// How often BitTorrent peers announce. opentracker has the same times.
const (
	announceInterval = 30 * time.Minute
	// announceSpread is how much an interval is longer or shorter, at random: peers that came together do not return
	// together.
	announceSpread = 3 * time.Minute
	// minAnnounceInterval is how long a client waits at least. Clients use it when they run out of peers.
	minAnnounceInterval = 15 * time.Minute
	// stockPatience is after how much silence a peer is forgotten. A client that cannot reach the tracker tries again
	// within minutes.
	stockPatience = 45 * time.Minute
)

// StockLimits bound what BitTorrent peers can make the tracker remember. Nothing of it is written to the disk.
type StockLimits struct {
	// Peers is the maximum number of peers, of all swarms together. A peer takes some 400 bytes, and a swarm of one
	// peer 300 more, so that 500,000 take less than 350 MB. The peer that announced itself least recently makes place
	// for a new one.
	Peers int
	// PerSwarm bounds the peers of one swarm. A random one makes place.
	PerSwarm int
	// PerNetwork bounds the peers of one network: an address, or an IPv4 /24 or IPv6 /64 of the internet. A host that
	// seeds thousands of torrents has a peer for each.
	PerNetwork int
	// PerNetworkInSwarm bounds the peers of one network in one swarm, so that a host that invents peers does not
	// displace the others.
	PerNetworkInSwarm int
}

var defaultStockLimits = StockLimits{Peers: 500_000, PerSwarm: 100_000, PerNetwork: 10_000, PerNetworkInSwarm: 64}

// stockPeers holds all BitTorrent peers.
type stockPeers struct {
	limits   StockLimits
	swarms   map[messages.Hash20]*swarm
	peers    map[stockKey]*stockPeer
	networks peerNetworks
	ages     ages
}

func newStockPeers(limits StockLimits) *stockPeers {
	return &stockPeers{limits: limits, swarms: make(map[messages.Hash20]*swarm), peers: make(map[stockKey]*stockPeer),
		networks: newPeerNetworks()}
}

// announce takes in what a peer says, and returns its swarm, or nil if nobody is left there. full reports that the
// network of a new peer has too many.
func (s *stockPeers) announce(a *messages.Announce, now time.Time, rand port.Rand) (w *swarm, full bool) {
	p := s.peers[stockKeyOf(a.Hash, a.Addr)]
	switch {
	case a.Event == messages.EventStopped:
		if p != nil && p.sameClient(a) {
			s.remove(p)
		}
	case p != nil:
		s.renew(p, a, now, rand)
	case a.Addr.Port() != 0:
		full = !s.add(a, now, rand)
	}
	return s.swarms[a.Hash], full
}

// renew takes in the announce of a peer that is known.
func (s *stockPeers) renew(p *stockPeer, a *messages.Announce, now time.Time, rand port.Rand) {
	w := p.swarm
	if crowd := w.crowdOf(p.addr.Addr(), a.Left == 0); crowd != p.crowd {
		p.crowd.remove(p)
		crowd.add(p, rand)
		if a.Left == 0 && a.Event == messages.EventCompleted {
			w.downloads++
		}
	}
	p.id, p.key, p.heard = a.Peer, a.Key, now
	w.setPartial(p, isPartial(a))
	s.ages.remove(p)
	s.ages.append(p)
}

// add adds a peer, unless its network has too many.
func (s *stockPeers) add(a *messages.Announce, now time.Time, rand port.Rand) bool {
	n := s.networks.admit(a.Hash, a.Addr.Addr(), s.limits)
	if n == nil {
		return false
	}
	w := s.swarms[a.Hash]
	switch {
	case w != nil && w.peers() >= s.limits.PerSwarm:
		s.remove(w.victim(rand))
	case len(s.peers) >= s.limits.Peers:
		s.remove(s.ages.oldest)
	}
	if w = s.swarms[a.Hash]; w == nil { // it may have lost its last peer
		w = &swarm{hash: a.Hash}
		s.swarms[a.Hash] = w
	}
	p := &stockPeer{swarm: w, addr: a.Addr, id: a.Peer, key: a.Key, heard: now, network: n}
	s.peers[stockKeyOf(a.Hash, a.Addr)] = p
	s.ages.append(p)
	w.crowdOf(a.Addr.Addr(), a.Left == 0).add(p, rand)
	w.setPartial(p, isPartial(a))
	return true
}

// remove forgets a peer, and its swarm with the last one.
func (s *stockPeers) remove(p *stockPeer) {
	w := p.swarm
	w.setPartial(p, false)
	p.crowd.remove(p)
	s.ages.remove(p)
	s.networks.release(w.hash, p.network)
	delete(s.peers, stockKeyOf(w.hash, p.addr))
	if w.peers() == 0 {
		delete(s.swarms, w.hash)
	}
}

// expire forgets peers that are silent, at most limit.
func (s *stockPeers) expire(now time.Time, limit int) {
	for ; limit > 0; limit-- {
		due, ok := s.due()
		if !ok || now.Before(due) {
			return
		}
		s.remove(s.ages.oldest)
	}
}

// due returns when the next peer is to be forgotten, if it says nothing; ok is false if there is none.
func (s *stockPeers) due() (at time.Time, ok bool) {
	oldest := s.ages.oldest
	if oldest == nil {
		return time.Time{}, false
	}
	return oldest.heard.Add(stockPatience), true
}

// size counts the stock peers of an info-hash.
func (s *stockPeers) size(hash messages.Hash20) (size messages.SwarmSize, known bool) {
	w := s.swarms[hash]
	if w == nil {
		return messages.SwarmSize{}, false
	}
	return w.size(), true
}

// appendStock appends stock peers of an info-hash that a native node can reach, at most limit.
func (s *stockPeers) appendStock(named []messages.StockOwner, hash messages.Hash20, limit int, to audience,
	rand port.Rand) []messages.StockOwner {
	w := s.swarms[hash]
	if w == nil {
		return named
	}
	wish := &stockWish{audience: to}
	var sizes, quotas [crowdKinds]int
	for i := range w.crowds {
		sizes[i] = len(w.crowds[i].slots)
	}
	divide(limit, sizes[:], quotas[:])
	var memory [messages.MaxStockOwners]netip.AddrPort
	for i := range w.crowds {
		for _, addr := range w.crowds[i].choose(memory[:0], quotas[i], wish, rand) {
			named = append(named, messages.StockOwner{Addr: addr, Hash: hash, Whole: i >= crowdKinds/2})
		}
	}
	return named
}
