package tracker

import (
	"net/netip"

	"swarm/messages"
)

// maxAddresses is how many addresses of one node the tracker considers: its source, and what it declares.
const maxAddresses = 1 + messages.MaxAddresses

// address is one address of a node.
type address struct {
	addr    netip.AddrPort // a link-local one has the tracker's zone
	proven  bool           // the node has answered there, or the tracker proves nothing
	pending bool           // it is being proven
}

// candidates are the addresses at which a node may receive datagrams: first the source of its request, then what it
// declares. Nothing shows yet that the node is there, so that any address of the internet may be declared.
type candidates struct {
	source netip.Addr // with the tracker's zone, if it is link-local
	list   []address
}

// newCandidates returns the candidates of a REGISTER, in memory that it may reuse. If there is none, problem says why.
func newCandidates(memory []address, ask *messages.Register, from string) (c candidates, problem string) {
	source, err := netip.ParseAddr(from)
	switch {
	case err != nil:
		return c, "the address the request came from is not known"
	case ask.Addr.Port() == 0:
		return c, "addr has no UDP port: declare HOST:PORT, or 0.0.0.0:PORT for the host that asks"
	}
	c.source, c.list = source.Unmap(), memory[:0]
	if !c.source.IsLinkLocalUnicast() {
		c.source = c.source.WithZone("")
	}
	c.add(netip.AddrPortFrom(c.source, ask.Addr.Port()))
	c.add(ask.Addr)
	for _, declared := range ask.Addrs {
		c.add(declared)
	}
	if len(c.list) == 0 {
		return c, "addr " + ask.Addr.String() + " is not the address of one host"
	}
	return c, ""
}

// believed returns the candidates where the tracker proves nothing: the destination, and what the node declares beside
// it, each as if it were proven.
func believed(memory []address, ask *messages.Register, from string) (c candidates, problem string) {
	addr, problem := destination(ask.Addr, from)
	if problem != "" {
		return c, problem
	}
	source, _ := netip.ParseAddr(from) // destination has parsed it
	c.source, c.list = source.Unmap().WithZone(""), append(memory[:0], address{addr: addr})
	for _, declared := range ask.Addrs {
		if acceptDeclared(declared.Addr().Unmap(), c.source) {
			c.add(declared)
		}
	}
	for i := range c.list {
		c.list[i].proven = true
	}
	return c, ""
}

// add appends an address, unless it cannot be that of one host, is there already or is one too many.
func (c *candidates) add(addr netip.AddrPort) {
	ip := addr.Addr().Unmap()
	switch {
	case !ip.IsValid() || ip.IsUnspecified() || ip.IsMulticast() || ip == broadcast || addr.Port() == 0:
		return
	case ip.IsLoopback() && !c.source.IsLoopback():
		return // each node would send to itself
	case ip.IsLinkLocalUnicast():
		if !c.source.IsLinkLocalUnicast() {
			return // the tracker does not know which link is meant
		}
		ip = ip.WithZone(c.source.Zone())
	default:
		ip = ip.WithZone("")
	}
	addr = netip.AddrPortFrom(ip, addr.Port())
	for i := range c.list {
		if c.list[i].addr == addr {
			return
		}
	}
	if len(c.list) < maxAddresses {
		c.list = append(c.list, address{addr: addr})
	}
}
