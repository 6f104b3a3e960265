package tracker

import (
	"cmp"
	"math/bits"
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// A choice picks the owners that the reply to a NEED names (specification, section V: the higher a node's upload
// frequency, the likelier it is chosen). Owners are drawn one after the other, without replacement, by weight. Three
// things keep strangers who invent owners from crowding out an honest one:
//
//   - A claimed frequency multiplies a weight by five at most (weightOf).
//   - All owners of one network weigh together about as much as one of them (group), and a reply names few of them.
//   - An owner that never answers is named less often (silence), and not to a node that has just reported it.
//
// At least one chosen owner has the whole file, if there is such an owner. Otherwise nodes that have only just begun
// could be sent to each other, with nothing to give.
const (
	// ownersPerNetwork is how many owners of one network (an address, or an IPv4 /24 or IPv6 /64 of the internet) a
	// reply names before it names others: the second is for the case that the first is busy. If that leaves a reply
	// short, one network fills at most half of it, unless no other network has the file.
	ownersPerNetwork = 2

	// maxDrawsPerWanted ends the draws, of which many may hit owners that were drawn before or are not wanted. With 16
	// wanted, 256 draws find an owner with a hundredth of the weights in nine choices of ten.
	maxDrawsPerWanted = 16

	// scansPerWanted is how many slots are looked at one after the other when the draws did not find enough owners.
	scansPerWanted = 4

	// maxWholeTries is how many owners of the whole file are looked at to name one. Some may be the asker, or not be
	// reachable for it.
	maxWholeTries = 16

	// maxOwnersPerNeed is the maximum number of owners in one reply, whatever the settings say.
	maxOwnersPerNeed = 1000
)

// choice is the policy, with memory that it uses again for each NEED.
type choice struct {
	rand   port.Rand
	chosen []int  // slots
	ranked []rank // the chosen slots in order
	drawn  drawn
}

// wish is what a NEED wants of a choice.
type wish struct {
	asker  messages.NodeID
	silent []messages.NodeID // owners that never answered the asker
	want   int               // maximum number of owners
	now    time.Time
	audience
	addrs   []netip.AddrPort // memory for the addresses of owners that have several
	natives *nativeWish      // not nil: for a stock peer, which asker and silent say nothing of
}

// mayName reports whether an owner is one that the asker wants to know, if it can reach it.
func (w *wish) mayName(s *slot, whole bool) bool {
	if w.natives != nil {
		return w.natives.mayName(s, whole)
	}
	return s.id != w.asker
}

// byFrequency appends owners other than the asker, the one with the highest upload frequency first.
func (c *choice) byFrequency(named []messages.Owner, o *owners, w *wish) []messages.Owner {
	chosen := c.chosen[:0]
	if len(o.slots) <= w.want {
		chosen = o.appendOthers(chosen, w)
	} else {
		chosen = c.draw(chosen, o, w)
	}
	c.chosen = chosen
	c.ensureWhole(o, chosen, w)
	ranked := c.ranked[:0]
	for _, at := range chosen { // this loop only loads: the processor fetches several distant nodes at the same time
		s := &o.slots[at]
		ranked = append(ranked, rank{frequency: s.node.frequency, id: s.id, slot: at})
	}
	c.ranked = ranked
	slices.SortFunc(ranked, rank.compare)
	named = slices.Grow(named, len(ranked))
	for _, r := range ranked {
		named = append(named, o.describe(r.slot, w))
	}
	return named
}

// atRandom appends owners other than the asker, in random order. All owners are equally likely, whatever they have
// uploaded and wherever they are, except that one of them has the whole file. It exists for comparison, and takes time
// in proportion to the number of owners.
func (c *choice) atRandom(named []messages.Owner, o *owners, w *wish) []messages.Owner {
	others := o.appendOthers(nil, w)
	chosen := others[:min(w.want, len(others))]
	for i := range chosen {
		at := i + c.rand.IntN(len(others)-i)
		others[i], others[at] = others[at], others[i]
	}
	c.ensureWhole(o, chosen, w)
	for _, at := range chosen {
		named = append(named, o.describe(at, w))
	}
	return named
}

// rank is what chosen owners are sorted by.
type rank struct {
	frequency uint64
	id        messages.NodeID
	slot      int
}

func (r rank) compare(other rank) int {
	if r.frequency != other.frequency {
		return cmp.Compare(other.frequency, r.frequency)
	}
	return cmp.Compare(r.id, other.id)
}

// draw draws owners by weight and appends their slots: first few of each network, then, if the reply is short, more.
func (c *choice) draw(chosen []int, o *owners, w *wish) []int {
	c.drawn.begin(len(o.slots))
	chosen = c.drawFrom(chosen, o, w, min(w.want, o.spread), ownersPerNetwork)
	if len(chosen) == w.want {
		return chosen
	}
	perNetwork := w.want
	if o.spread > ownersPerNetwork {
		perNetwork = max(w.want/2, ownersPerNetwork)
	}
	chosen = c.drawFrom(chosen, o, w, w.want, perNetwork)
	at := c.rand.IntN(len(o.slots))
	for scans := 0; len(chosen) < w.want && scans < w.want*scansPerWanted; scans++ {
		if c.drawn.add(at) {
			chosen = c.keepWanted(append(chosen, at), len(chosen), o, w, perNetwork)
		}
		at = (at + 1) % len(o.slots)
	}
	return chosen
}

// drawFrom draws owners by weight until there are target slots, at most perNetwork of one network. Owners that are not
// wanted are removed only when there are enough slots: reading them all in one loop lets the processor fetch several
// distant ones at the same time.
func (c *choice) drawFrom(chosen []int, o *owners, w *wish, target, perNetwork int) []int {
	total, maxDraws := o.weights.total(), target*maxDrawsPerWanted
	for draws, kept := 0, len(chosen); kept < target && draws < maxDraws; kept = len(chosen) {
		for ; len(chosen) < target && draws < maxDraws; draws++ {
			if at := o.weights.find(randomBelow(c.rand, total)); c.drawn.add(at) {
				chosen = append(chosen, at)
			}
		}
		chosen = c.keepWanted(chosen, kept, o, w, perNetwork)
	}
	return chosen
}

// keepWanted removes the slots from index first on that a reply should not name.
func (c *choice) keepWanted(chosen []int, first int, o *owners, w *wish, perNetwork int) []int {
	kept := chosen[:first]
	for _, at := range chosen[first:] {
		s := &o.slots[at]
		if !w.mayName(s, at < o.whole) || len(w.silent) > 0 && slices.Contains(w.silent, s.id) {
			continue
		}
		if !w.reachesOne(s.node) {
			continue
		}
		if s.node.silence != nil && !c.believed(s.node, w) {
			continue
		}
		if s.group == nil || s.group.draw(c.drawn.choice, perNetwork) {
			kept = append(kept, at)
		}
	}
	return kept
}

// believed reports whether an owner is named although others have reported its silence. Each report halves the chance.
func (c *choice) believed(n *node, w *wish) bool {
	reports := n.silence.count(w.now)
	return reports == 0 || c.rand.IntN(1<<reports) == 0
}

// ensureWhole replaces the owner that was chosen last by one that has the whole file, if no chosen owner has it.
func (c *choice) ensureWhole(o *owners, chosen []int, w *wish) {
	if o.whole == 0 || len(chosen) == 0 {
		return
	}
	for _, at := range chosen {
		if at < o.whole {
			return
		}
	}
	for at, tries := c.rand.IntN(o.whole), 0; tries < min(o.whole, maxWholeTries); at, tries = (at+1)%o.whole, tries+1 {
		s := &o.slots[at]
		if w.mayName(s, true) && !slices.Contains(w.silent, s.id) && w.reachesOne(s.node) {
			chosen[len(chosen)-1] = at
			return
		}
	}
}

// drawn records which slots a choice has drawn. One such record serves all files: it is small enough to stay in the
// cache.
type drawn struct {
	choice uint32   // number of the present choice; after 2^32 choices an old mark may wrongly exclude a slot once
	slots  []uint32 // the last choice that drew each slot; 0 means none
}

// begin begins a choice among the given number of slots.
func (d *drawn) begin(slots int) {
	d.choice = max(d.choice+1, 1)
	if slots > len(d.slots) {
		d.slots = append(d.slots, make([]uint32, slots-len(d.slots))...)
	}
}

// add records a slot, and reports whether this choice draws it for the first time.
func (d *drawn) add(slot int) bool {
	repeated := d.slots[slot] == d.choice
	d.slots[slot] = d.choice
	return !repeated
}

// randomBelow returns a random number less than n, each with the same probability (D. Lemire, "Fast random integer
// generation in an interval", 2019).
func randomBelow(rand port.Rand, n uint64) uint64 {
	high, low := bits.Mul64(rand.Uint64(), n)
	for low < n {
		if low >= -n%n {
			break
		}
		high, low = bits.Mul64(rand.Uint64(), n)
	}
	return high
}
