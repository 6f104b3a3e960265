package tracker

import (
	"net/netip"
	"slices"

	"swarm/messages"
)

// scope is from how far an address can be reached. Lower ones are nearer.
type scope uint8

const (
	scopeLoopback scope = iota // from the same host
	scopeLink                  // from the same link
	scopePrivate               // from private networks
	scopePublic                // from everywhere
)

func scopeOf(ip netip.Addr) scope {
	switch {
	case ip.IsLoopback():
		return scopeLoopback
	case ip.IsLinkLocalUnicast():
		return scopeLink
	case ip.IsPrivate():
		return scopePrivate
	}
	return scopePublic
}

// audience decides which addresses of an owner a node is told, by where its requests come from.
type audience struct {
	source netip.Addr
	scope  scope
}

func newAudience(source netip.Addr) audience { return audience{source: source, scope: scopeOf(source)} }

// reaches reports whether an address may mean the same to the node as it does to the tracker. A loopback address means
// the tracker's own host, a link-local one a link of that host.
func (a audience) reaches(ip netip.Addr) bool {
	switch scopeOf(ip) {
	case scopeLoopback:
		return a.scope == scopeLoopback
	case scopeLink:
		return a.scope == scopeLink && ip.Zone() == a.source.Zone()
	case scopePrivate:
		return a.scope <= scopePrivate
	}
	return true
}

// compare orders addresses by how well they suit the node: the nearest scope first, then its own network, then its
// family.
func (a audience) compare(x, y netip.AddrPort) int {
	if s, other := scopeOf(x.Addr()), scopeOf(y.Addr()); s != other {
		return int(s) - int(other)
	}
	return a.distance(x.Addr()) - a.distance(y.Addr())
}

func (a audience) distance(ip netip.Addr) int {
	switch {
	case ip == a.source:
		return 0
	case ip.Is4() != a.source.Is4():
		return 3
	case nearPrefix(ip) == nearPrefix(a.source):
		return 1
	}
	return 2
}

// nearPrefix returns the network that hosts of one site usually share.
func nearPrefix(ip netip.Addr) netip.Prefix {
	bits := ipv6PrefixBits
	if ip.Is4() {
		bits = ipv4PrefixBits
	}
	prefix, _ := ip.WithZone("").Prefix(bits) // the bits fit the family
	return prefix
}

// reachesOne reports whether the node can use any proven address of an owner.
func (a audience) reachesOne(n *node) bool {
	if !n.addr.IsValid() || n.more == nil {
		return n.addr.IsValid() && a.reaches(n.addr.Addr())
	}
	return slices.ContainsFunc(n.more.list, func(x address) bool { return x.proven && a.reaches(x.addr.Addr()) })
}

// choose appends the proven addresses of an owner that suit the node, the best first.
func (a audience) choose(chosen []netip.AddrPort, n *node) []netip.AddrPort {
	if n.more == nil {
		return append(chosen, zoneless(n.addr))
	}
	first := len(chosen)
	for _, x := range n.more.list {
		if x.proven && a.reaches(x.addr.Addr()) {
			chosen = append(chosen, zoneless(x.addr))
		}
	}
	slices.SortStableFunc(chosen[first:], a.compare)
	return chosen[:min(len(chosen), first+messages.MaxOwnerAddresses)]
}

// zoneless returns an address without the zone, which means nothing on another host.
func zoneless(addr netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(addr.Addr().WithZone(""), addr.Port())
}
