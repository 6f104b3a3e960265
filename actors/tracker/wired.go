package tracker

import (
	"net/netip"

	"swarm/messages"
)

// wired counts the owners of a file that speak BitTorrent.
type wired struct{ owners, whole int }

// count adds an owner, or removes it with -1.
func (w *wired) count(h *holding, change int) {
	if h.node.wire == 0 {
		return
	}
	w.owners += change
	if h.state == messages.HoldingWhole {
		w.whole += change
	}
}

// wired counts the owners that speak BitTorrent.
func (f *file) wired() (seeds, others int) { return f.owners.wiredCounts() }

// wiredCounts counts the owners that speak BitTorrent.
func (o *owners) wiredCounts() (seeds, others int) {
	return o.wired.whole, o.wired.owners - o.wired.whole
}

// setWire changes the TCP port where a node speaks BitTorrent.
func (n *node) setWire(wire uint16) {
	if (n.wire == 0) == (wire == 0) {
		n.wire = wire
		return
	}
	for _, h := range n.files {
		h.owners().wired.count(h, -1)
	}
	n.wire = wire
	for _, h := range n.files {
		h.owners().wired.count(h, 1)
	}
}

// wiredWish is what a stock peer wants of the native owners of a file.
type wiredWish struct {
	*stockWish
	claim uint8 // that owners must make; 0: none is needed
}

// mayName reports whether an owner is one that the asker can use.
func (w *wiredWish) mayName(s *slot, whole bool) bool {
	return s.node.wire != 0 && !(whole && w.seed) && (w.claim == 0 || s.holding.claim == w.claim) &&
		!(s.node.wire == w.asker.Port() && s.node.source() == w.asker.Addr())
}

// forStock appends the TCP addresses of native owners of a file, at most want owners. They are drawn as for a NEED.
func (c *choice) forStock(peers []netip.AddrPort, o *owners, w *wish) []netip.AddrPort {
	chosen := c.chosen[:0]
	if len(o.slots) <= w.want {
		chosen = o.appendOthers(chosen, w)
	} else {
		chosen = c.draw(chosen, o, w)
	}
	c.chosen = chosen
	if !w.wired.seed {
		c.ensureWhole(o, chosen, w)
	}
	for _, at := range chosen {
		n := o.slots[at].node
		w.addrs = w.choose(w.addrs[:0], n)
		peers = appendWired(peers, w.addrs, n.wire, w.wired.stockWish)
	}
	return peers
}

// appendWired appends the TCP address of a node: for each family that the asker can use, the best one.
func appendWired(peers, addrs []netip.AddrPort, wire uint16, w *stockWish) []netip.AddrPort {
	v4, v6 := w.v4, w.v6
	for _, addr := range addrs {
		if ip := addr.Addr(); ip.Is4() && v4 || ip.Is6() && v6 {
			peers = append(peers, netip.AddrPortFrom(ip, wire))
			v4, v6 = v4 && !ip.Is4(), v6 && !ip.Is6()
		}
	}
	return peers
}
