package gate

import (
	"net/netip"
	"slices"
)

const (
	// maxConnections is how many connections a server has open at most. Idle ones cost 6.5 KB each, 53 MB
	// in all (measured). A node that sends a heartbeat every 20 s is connected for a millisecond, or keeps its
	// connection while there are places.
	maxConnections = 8192

	// descriptorReserve is how many descriptors are kept free for everything that is no connection. A tracker was seen
	// with 12: standard streams, the poller, its listener, its log and database while they are replaced, its lock.
	// Besides, maxClosing connections are being closed.
	descriptorReserve = 32

	// minConnections is how many connections are allowed however few descriptors there are: a server without any is
	// none.
	minConnections = 8

	// busyPerNetwork is on how many connections one IPv4 address or IPv6 /64 may have requests in progress. A request
	// takes a millisecond, or ten seconds of a stranger's slow body. A tracker takes 256 nodes of an address
	// (nodes_per_address, config.yaml), which then may all ask at once.
	busyPerNetwork = 256

	// sharedPart is the part of all connections, one in sharedPart, on which loopback or a trusted proxy may have
	// requests in progress.
	sharedPart = 2

	networkBits = 64 // of an IPv6 address: what one customer of a provider gets at least (RFC 6177)
)

// limits say how many connections may be open.
type limits struct {
	total      int
	perNetwork int            // with requests in progress
	trusted    []netip.Prefix // proxies, each of which speaks for many clients
}

// newLimits returns the limits of a process that may open so many file descriptors.
func newLimits(descriptors uint64, trusted []netip.Prefix) limits {
	total := maxConnections
	if descriptors < maxConnections+descriptorReserve {
		total = max(minConnections, int(descriptors)-descriptorReserve)
	}
	return limits{total: total, perNetwork: busyPerNetwork, trusted: trusted}
}

var loopback = netip.MustParsePrefix("127.0.0.0/8")

// network returns the network of an address, and on how many connections it may have requests in progress. Loopback is
// one network, whatever the address: 127.0.0.0/8 has 16 million, all of this host.
func (l limits) network(address netip.Addr) (of netip.Prefix, busy int) {
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
