package bittorrent

import "net/netip"

const (
	// defaultConnections is how many connections a node has at most. libtorrent's default is 200, and a busy seed has
	// 500; each costs a descriptor, two goroutines and 4 KiB, or 256 KiB while data flows.
	defaultConnections = 500
	// descriptorPart is the part of the process's descriptors, one in descriptorPart, that connections may take. Files,
	// the tracker's client and other nodes of the process need the others.
	descriptorPart = 4
	// dialledPart is the part of all connections, one in dialledPart, that only those can have which this node opened:
	// strangers do not keep it from the peers that it looks for.
	dialledPart = 4
	// perNetwork is how many connections one IPv4 address or IPv6 /64 may have. Peers behind one NAT share an address,
	// and so do all peers of one machine.
	perNetwork = 64
	// maxGreeting is how many accepted connections may be before the end of their handshake, and greetingPerNetwork how
	// many of them one network may have: who says nothing holds a place for ten seconds.
	maxGreeting        = 128
	greetingPerNetwork = 16
	// maxDialling is how many connections this node opens at a time. Most candidates of an old list do not answer, and
	// each holds a place for 15 s. Windows XP allowed 10 half-open connections, libtorrent opens 30 a second.
	maxDialling = 32
	// networkBits is the part of an IPv6 address that one customer of a provider has at least (RFC 6177).
	networkBits = 64
)

// places bound the connections.
type places struct {
	limit    int
	all      usage
	dialling int
	networks map[netip.Addr]*usage // an entry has a connection
}

// usage is how many connections there are.
type usage struct{ open, greeting int }

// place is the place of one connection.
type place struct {
	network  netip.Addr
	accepted bool // the peer opened the connection
	greeting bool // the handshake has not ended
}

func newPlaces(limit int) places {
	if limit == 0 {
		limit = connectionLimit()
	}
	return places{limit: limit, networks: map[netip.Addr]*usage{}}
}

// networkOf returns the network that an address counts for.
func networkOf(addr netip.Addr) netip.Addr {
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr
	}
	prefix, err := addr.Prefix(networkBits)
	if err != nil {
		return addr
	}
	return prefix.Addr()
}

// take takes a place for a connection before its handshake. It returns nil if there is none.
func (p *places) take(addr netip.Addr, accepted bool) *place {
	key := networkOf(addr)
	used := p.networks[key]
	if used == nil {
		used = &usage{}
	}
	limit := p.limit
	if accepted {
		limit -= limit / dialledPart
	}
	if p.all.open >= limit || used.open >= perNetwork || accepted && (p.all.greeting >= maxGreeting ||
		used.greeting >= greetingPerNetwork) || !accepted && p.dialling >= maxDialling {
		return nil
	}
	p.networks[key] = used
	p.all.open++
	used.open++
	taken := &place{network: key, accepted: accepted, greeting: true}
	p.countGreeting(taken, 1)
	return taken
}

// countGreeting counts a connection whose handshake has begun or ended.
func (p *places) countGreeting(at *place, change int) {
	if !at.accepted {
		p.dialling += change
		return
	}
	p.all.greeting += change
	p.networks[at.network].greeting += change
}

// greeted notes the end of a handshake.
func (p *places) greeted(at *place) {
	if at.greeting {
		at.greeting = false
		p.countGreeting(at, -1)
	}
}

// give gives the place of a connection back.
func (p *places) give(at *place) {
	p.greeted(at)
	p.all.open--
	if p.networks[at.network].open--; p.networks[at.network].open == 0 {
		delete(p.networks, at.network)
	}
}
