package tracker

import (
	"net/netip"

	"swarm/messages"
)

// An address prefix is what one stranger gets at little cost: providers assign an IPv6 host a /64 (RFC 6177), and a
// small customer seldom more than an IPv4 /24.
const (
	ipv4PrefixBits = 24
	ipv6PrefixBits = 64
)

// origin is an address from which nodes have registered. One host can invent any number of nodes, but not of origins.
type origin struct {
	address netip.Addr
	nodes   int
	prefix  *prefix
}

// prefix is a network from which nodes have registered.
type prefix struct {
	network netip.Prefix
	nodes   int
	// alone is the only node while there was never a second one. Most prefixes have one node, and need no groups.
	alone  *node
	groups map[*file]*group // nil while there is no second node
}

// origins counts registered nodes by where they registered from.
type origins struct {
	addresses map[netip.Addr]*origin
	prefixes  map[netip.Prefix]*prefix
}

func newOrigins() origins {
	return origins{addresses: make(map[netip.Addr]*origin), prefixes: make(map[netip.Prefix]*prefix)}
}

// originOf returns the address that a node counts for: the source of its request, or, if it asks from the tracker's own
// host, the address that it declares.
func originOf(c *candidates, ask *messages.Register) netip.Addr {
	if declared := ask.Addr.Addr().Unmap(); c.source.IsLoopback() && declared.IsValid() && !declared.IsUnspecified() {
		return declared.WithZone("")
	}
	return c.source.WithZone("")
}

// networkOf returns the network that an address counts for. Within a private network or one link each address counts
// for itself: such a network belongs to its owner, and all its hosts share a prefix.
func networkOf(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	switch {
	case address.IsLoopback() || address.IsLinkLocalUnicast() || address.Is4() && address.IsPrivate():
	case address.Is4():
		bits = ipv4PrefixBits
	case address.Is6():
		bits = ipv6PrefixBits
	}
	network, _ := address.Prefix(bits) // the zero Prefix for the zero Addr, as in a damaged database
	return network
}

// count returns how many nodes have registered from an address, and from its network.
func (o *origins) count(address netip.Addr) (atAddress, atNetwork int) {
	if at := o.addresses[address]; at != nil {
		atAddress = at.nodes
	}
	if p := o.prefixes[networkOf(address)]; p != nil {
		atNetwork = p.nodes
	}
	return atAddress, atNetwork
}

// add counts a node for an address.
func (o *origins) add(n *node, address netip.Addr) {
	at := o.addresses[address]
	if at == nil {
		network := networkOf(address)
		p := o.prefixes[network]
		if p == nil {
			p = &prefix{network: network, alone: n}
			o.prefixes[network] = p
		}
		at = &origin{address: address, prefix: p}
		o.addresses[address] = at
	}
	n.origin = at
	at.nodes++
	at.prefix.admit()
}

// remove takes a node from the counts.
func (o *origins) remove(n *node) {
	at := n.origin
	if at.nodes--; at.nodes == 0 {
		delete(o.addresses, at.address)
	}
	if at.prefix.nodes--; at.prefix.nodes == 0 {
		delete(o.prefixes, at.prefix.network)
	}
}

// network returns the prefix that a node registered from.
func (n *node) network() *prefix { return n.origin.prefix }

// admit counts one more node. The second one makes groups necessary, and they stay until the last node has left: so the
// files of the first node are walked once, however often others come and go.
func (p *prefix) admit() {
	p.nodes++
	if p.nodes < 2 || p.groups != nil {
		return
	}
	p.groups = make(map[*file]*group)
	for _, h := range p.alone.files {
		h.owners().join(h, p.group(h.file))
	}
	p.alone = nil
}

// group returns the group of the prefix's owners of a file, or nil while the prefix has had one node only.
func (p *prefix) group(f *file) *group {
	if p.groups == nil {
		return nil
	}
	g := p.groups[f]
	if g == nil {
		g = new(group)
		p.groups[f] = g
	}
	return g
}

// dropGroup drops the group of a file that no node of the prefix owns any more.
func (p *prefix) dropGroup(f *file) { delete(p.groups, f) }
