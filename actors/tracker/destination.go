package tracker

import "net/netip"

// destination decides where a node's datagrams go, from the address it declares and the one its request came from. The
// problem, in words, is "" when there is none.
//
// Another IP than the request's is believed only of a node that asks from a loopback or private address, where one host
// has many addresses and the network is its owner's. Of anybody else it would let a stranger send the whole swarm's
// datagrams to a victim of his choice; BEP 3 trackers ignore the ip parameter for the same reason.
func destination(declared netip.AddrPort, from string) (addr netip.AddrPort, problem string) {
	source, err := netip.ParseAddr(from)
	if err != nil {
		return netip.AddrPort{}, "the address the request came from is not known"
	}
	source = source.Unmap().WithZone("")
	if declared.Port() == 0 {
		return netip.AddrPort{}, "addr has no UDP port: declare HOST:PORT, or 0.0.0.0:PORT for the host that asks"
	}
	ip := declared.Addr().Unmap().WithZone("")
	if !believed(ip, source) {
		ip = source
	}
	if ip.IsMulticast() || ip.IsUnspecified() || ip == broadcast {
		return netip.AddrPort{}, "addr " + ip.String() + " is not the address of one host"
	}
	return netip.AddrPortFrom(ip, declared.Port()), ""
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// believed tells whether a declared IP is taken from a request that came from source.
func believed(ip, source netip.Addr) bool {
	if !ip.IsValid() || ip.IsUnspecified() {
		return false
	}
	if ip.IsLoopback() && !source.IsLoopback() {
		return false // each node would take it for itself
	}
	return source.IsLoopback() || source.IsPrivate() || source.IsLinkLocalUnicast()
}
