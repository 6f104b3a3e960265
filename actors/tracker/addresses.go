package tracker

import (
	"net/netip"
	"slices"
	"time"
)

// addresses is what the tracker knows of a node's addresses, except of a node with one address that is proven and the
// source of its requests: most nodes need no such memory.
type addresses struct {
	source   netip.Addr // of the node's last REGISTER
	list     []address  // invariant: 1 to maxAddresses
	retryAt  time.Time  // when those that are not proven are tried again
	failures int        // how often in a row the node answered nowhere
	silent   bool       // it was tried and answered nowhere
}

// source returns where the node's last REGISTER came from.
func (n *node) source() netip.Addr {
	if n.more != nil {
		return n.more.source
	}
	return n.addr.Addr()
}

// shown returns the address that people are shown: a proven one, if there is one.
func (n *node) shown() netip.AddrPort {
	if n.more != nil && !n.addr.IsValid() {
		return n.more.list[0].addr
	}
	return n.addr
}

// addressList returns all addresses of the node.
func (n *node) addressList() []address {
	if n.more != nil {
		return n.more.list
	}
	return []address{{addr: n.addr, proven: true}}
}

// sameAddresses reports whether the node has declared nothing new.
func (n *node) sameAddresses(c *candidates) bool {
	if n.more == nil {
		return len(c.list) == 1 && c.list[0].addr == n.addr && c.source == n.addr.Addr()
	}
	return n.more.source == c.source && slices.EqualFunc(n.more.list, c.list,
		func(a, b address) bool { return a.addr == b.addr })
}

// setAddresses replaces the node's addresses. Those that it had before stay proven.
func (n *node) setAddresses(c *candidates) {
	list := slices.Clone(c.list)
	if n.addr.IsValid() || n.more != nil {
		for _, old := range n.addressList() {
			if i := indexAddress(list, old.addr); i >= 0 {
				list[i].proven, list[i].pending = list[i].proven || old.proven, old.pending
			}
		}
	}
	if n.more == nil {
		n.more = &addresses{}
	}
	n.more.source, n.more.list, n.more.retryAt, n.more.failures = c.source, list, time.Time{}, 0
	n.chooseAddress()
}

// change changes what is known of one of the node's addresses, if it still has it.
func (n *node) change(addr netip.AddrPort, change func(*address)) {
	if n.more == nil {
		if n.addr != addr {
			return
		}
		n.more = &addresses{source: n.addr.Addr(), list: n.addressList()}
	}
	if i := indexAddress(n.more.list, addr); i >= 0 {
		change(&n.more.list[i])
	}
	n.chooseAddress()
}

// chooseAddress brings node.addr up to date, and drops the memory that is not needed.
func (n *node) chooseAddress() {
	n.addr = netip.AddrPort{}
	if i := slices.IndexFunc(n.more.list, func(a address) bool { return a.proven }); i >= 0 {
		n.addr = n.more.list[i].addr
		n.more.failures, n.more.silent = 0, false
	}
	only := n.more.list[0]
	if len(n.more.list) == 1 && only.proven && !only.pending && n.more.source == only.addr.Addr() {
		n.more = nil
	}
}

func indexAddress(list []address, addr netip.AddrPort) int {
	return slices.IndexFunc(list, func(a address) bool { return a.addr == addr })
}
