package gate

import (
	"net/netip"
	"slices"
)

const (
	// maxConnections is how many connections a server has open at most: some 100 MB of buffers and stacks. Each node
	// that sends a heartbeat every 20 s is connected for a millisecond, or keeps its connection if there are places.
	maxConnections = 8192

	// descriptorReserve is how many descriptors are kept free for everything that is no connection. A tracker was seen
	// with 14: standard streams, the poller, its listener, its log and database while they are replaced, its lock.
	descriptorReserve = 32

	// minConnections is how many connections are allowed however few descriptors there are: a server without any is
	// none.
	minConnections = 8

	// connectionsPerNetwork is how many connections one IPv4 address or IPv6 /64 may have open. Nodes behind one
	// address keep theirs between two heartbeats, and a tracker takes 256 nodes of an address (nodes_per_address,
	// config.yaml).
	connectionsPerNetwork = 256

	// sharedPart is the part of all connections, one in sharedPart, that loopback or a trusted proxy may have open.
	sharedPart = 2

	networkBits = 64 // of an IPv6 address: what one customer of a provider gets at least (RFC 6177)
)

// limits say how many connections may be open.
type limits struct {
	total      int
	perNetwork int
	trusted    []netip.Prefix // proxies, each of which speaks for many clients
}

// newLimits returns the limits of a process that may open so many file descriptors.
func newLimits(descriptors uint64, trusted []netip.Prefix) limits {
	total := maxConnections
	if descriptors < maxConnections+descriptorReserve {
		total = max(minConnections, int(descriptors)-descriptorReserve)
	}
	return limits{total: total, perNetwork: connectionsPerNetwork, trusted: trusted}
}

var loopback = netip.MustParsePrefix("127.0.0.0/8")

// network returns the network of an address, and how many connections it may have open. Loopback is one network,
// whatever the address: 127.0.0.0/8 has 16 million, all of this host.
func (l limits) network(address netip.Addr) (of netip.Prefix, connections int) {
	address = address.Unmap().WithZone("")
	shared := max(l.perNetwork, l.total/sharedPart)
	switch {
	case address.IsLoopback():
		return loopback, shared
	case slices.ContainsFunc(l.trusted, func(p netip.Prefix) bool { return p.Contains(address) }):
		return netip.PrefixFrom(address, address.BitLen()), shared
	case address.Is6():
		of, _ = address.Prefix(networkBits) // fails for too many bits alone
		return of, l.perNetwork
	}
	return netip.PrefixFrom(address, address.BitLen()), l.perNetwork
}
