package tracker

import "net/netip"

// destination returns the address for a node's datagrams, from the address that the node declares and the source
// address of its request. If there is no valid one, problem says why.
//
// A declared IP that differs from the source is accepted only from a loopback or private source: there one host may
// have many addresses, and the network belongs to its owner. Any other source could direct the datagrams of the whole
// swarm to a victim. BEP 3 trackers ignore the ip parameter for the same reason.
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
	if !acceptDeclared(ip, source) {
		ip = source
	}
	if ip.IsMulticast() || ip.IsUnspecified() || ip == broadcast {
		return netip.AddrPort{}, "addr " + ip.String() + " is not the address of one host"
	}
	return netip.AddrPortFrom(ip, declared.Port()), ""
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// acceptDeclared reports whether a declared IP is accepted in a request from source.
func acceptDeclared(ip, source netip.Addr) bool {
	if !ip.IsValid() || ip.IsUnspecified() {
		return false
	}
	if ip.IsLoopback() && !source.IsLoopback() {
		return false // each node would send to itself
	}
	return source.IsLoopback() || source.IsPrivate() || source.IsLinkLocalUnicast()
}
