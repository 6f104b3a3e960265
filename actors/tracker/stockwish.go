package tracker

import (
	"net/netip"

	"swarm/messages"
)

// How many peers a reply to an announce names (BEP 3).
const (
	defaultStockWant = 50
	maxStockWant     = messages.MaxAnnounced
)

// stockWish is what an announce wants of a choice of peers.
type stockWish struct {
	asker netip.AddrPort // TCP
	hash  messages.Hash20
	seed  bool // the asker wants no data, and has no use for those who want none either
	want  int  // maximum number of peers
	v4    bool // the asker can use IPv4 addresses
	v6    bool
	audience
}

// newStockWish returns what an announce wants. A peer that leaves wants nothing.
func newStockWish(a *messages.Announce, oneFamily bool) stockWish {
	w := stockWish{
		asker: a.Addr, hash: a.Hash, seed: wantsNothing(a), want: a.Want,
		v4: !oneFamily || a.Addr.Addr().Is4(), v6: !oneFamily || a.Addr.Addr().Is6(),
		audience: newAudience(a.Addr.Addr()),
	}
	switch {
	case a.Event == messages.EventStopped:
		w.want = 0
	case w.want < 0:
		w.want = defaultStockWant
	}
	w.want = min(w.want, maxStockWant)
	return w
}

// wants reports whether the asker has use for a crowd of a swarm.
func (w *stockWish) wants(kind int) bool {
	isSeeds, is6 := kind >= 2, kind%2 == 1
	return !(isSeeds && w.seed) && (w.v6 && is6 || w.v4 && !is6)
}

// wantsNothing reports whether a peer has no use for seeds, because it is one. aria2 says that it lacks nothing until
// it has the metadata of a magnet, for which it needs a seed: so a peer counts as a seed only once it has moved
// something.
func wantsNothing(a *messages.Announce) bool {
	moved := a.Uploaded > 0 || a.Downloaded > 0 || a.Event == messages.EventCompleted
	return a.Left == 0 && moved || a.Event == messages.EventPaused
}
