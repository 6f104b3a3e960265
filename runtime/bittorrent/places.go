package bittorrent

import "net/netip"

const (
	// defaultConnections is how many connections a node has at most. libtorrent's default is 200, and a busy seed has
	// 500; each costs two goroutines and a read buffer.
	defaultConnections = 500
	// perNetwork is how many connections one IPv4 address or IPv6 /64 may have. Peers behind one NAT share an address,
	// and so do all peers of one machine.
	perNetwork = 64
	// maxGreeting is how many connections may be before the end of their handshake, and greetingPerNetwork how many of
	// them one network may have: who says nothing holds a place for handshakeTimeout.
	maxGreeting        = 128
	greetingPerNetwork = 16
	// networkBits is the part of an IPv6 address that one customer of a provider has at least (RFC 6177).
	networkBits = 64
)

// places bound the connections.
type places struct {
	limit    int
	all      usage
	networks map[netip.Addr]*usage // an entry has a connection
}

// usage is how many connections there are.
type usage struct{ open, greeting int }

func newPlaces(limit int) places {
	if limit == 0 {
		limit = defaultConnections
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

// take takes a place for a connection before its handshake. It returns false if there is none.
func (p *places) take(addr netip.Addr) bool {
	key := networkOf(addr)
	used := p.networks[key]
	if used == nil {
		used = &usage{}
	}
	if p.all.open >= p.limit || p.all.greeting >= maxGreeting || used.open >= perNetwork ||
		used.greeting >= greetingPerNetwork {
		return false
	}
	p.networks[key] = used
	for _, u := range []*usage{&p.all, used} {
		u.open++
		u.greeting++
	}
	return true
}

// greeted notes the end of a handshake.
func (p *places) greeted(addr netip.Addr) {
	p.all.greeting--
	p.networks[networkOf(addr)].greeting--
}

// give gives the place of a connection back. greeting is whether its handshake had not ended.
func (p *places) give(addr netip.Addr, greeting bool) {
	if greeting {
		p.greeted(addr)
	}
	key := networkOf(addr)
	p.all.open--
	if p.networks[key].open--; p.networks[key].open == 0 {
		delete(p.networks, key)
	}
}
