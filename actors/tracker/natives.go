package tracker

import (
	"net/netip"

	"swarm/messages"
)

// natives counts the owners of a file that speak BitTorrent.
type natives struct{ owners, whole int }

// count adds an owner, or removes it with -1.
func (w *natives) count(h *holding, change int) {
	if h.node.stockPort == 0 {
		return
	}
	w.owners += change
	if h.state == messages.HoldingWhole {
		w.whole += change
	}
}

// natives counts the owners that speak BitTorrent.
func (f *file) natives() (seeds, others int) { return f.owners.nativeCounts() }

// nativeCounts counts the owners that speak BitTorrent.
func (o *owners) nativeCounts() (seeds, others int) {
	return o.natives.whole, o.natives.owners - o.natives.whole
}

// setStockPort changes the TCP port where a node speaks BitTorrent.
func (n *node) setStockPort(port uint16) {
	if (n.stockPort == 0) == (port == 0) {
		n.stockPort = port
		return
	}
	for _, h := range n.files {
		h.owners().natives.count(h, -1)
	}
	n.stockPort = port
	for _, h := range n.files {
		h.owners().natives.count(h, 1)
	}
}

// nativeWish is what a stock peer wants of the native owners of a file.
type nativeWish struct {
	*stockWish
	claim uint8 // that owners must make; 0: none is needed
}

// mayName reports whether an owner is one that the asker can use.
func (w *nativeWish) mayName(s *slot, whole bool) bool {
	return s.node.stockPort != 0 && !(whole && w.seed) && (w.claim == 0 || s.holding.claim == w.claim) &&
		!(s.node.stockPort == w.asker.Port() && s.node.source() == w.asker.Addr())
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
	if !w.natives.seed {
		c.ensureWhole(o, chosen, w)
	}
	for _, at := range chosen {
		n := o.slots[at].node
		w.addrs = w.choose(w.addrs[:0], n)
		peers = appendNative(peers, w.addrs, n.stockPort, w.natives.stockWish)
	}
	return peers
}

// appendNative appends the TCP address of a node: for each family that the asker can use, the best one.
func appendNative(peers, addrs []netip.AddrPort, port uint16, w *stockWish) []netip.AddrPort {
	v4, v6 := w.v4, w.v6
	for _, addr := range addrs {
		if ip := addr.Addr(); ip.Is4() && v4 || ip.Is6() && v6 {
			peers = append(peers, netip.AddrPortFrom(ip, port))
			v4, v6 = v4 && !ip.Is4(), v6 && !ip.Is6()
		}
	}
	return peers
}
