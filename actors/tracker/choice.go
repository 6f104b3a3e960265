package tracker

import (
	"cmp"
	"math/bits"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// A choice picks the owners that the reply to a NEED names (specification, section V: the higher a node's upload
// frequency, the likelier it is chosen). Owners are drawn one after the other, without replacement. In four draws of
// five, the probability of an owner is its share of the weights. In one draw of five, all owners are equally likely, so
// that a new owner is tried however much the others have uploaded. BEP 3 keeps one optimistic unchoke beside four
// earned ones for the same reason.
//
// At least one chosen owner has the whole file, if there is such an owner. Otherwise nodes that have only just begun
// could be sent to each other, with nothing to give.
const (
	drawsPerUniformDraw = 5

	// scanFactor separates the two ways to draw. Up to scanFactor owners for each wanted one, each draw adds up the
	// weights of all owners. Beyond, a draw searches a tree, and a draw of an owner that was chosen before is
	// repeated, which happens in less than a quarter of the uniform draws.
	scanFactor = 4

	// maxDrawsPerWanted ends the repetition. On average 7 draws are needed in the worst case.
	maxDrawsPerWanted = 64

	// maxOwnersPerNeed is the maximum number of owners in one reply, whatever the settings say. It keeps the sums of
	// drawScanning below 2^60.
	maxOwnersPerNeed = 1000
)

// choice is the policy, with memory that it uses again for each NEED.
type choice struct {
	rand   port.Rand
	chosen []int  // slots
	ranked []rank // the chosen slots in order
	drawn  drawn
}

// byFrequency appends at most want owners other than the asker, the one with the highest upload frequency first.
func (c *choice) byFrequency(named []messages.Owner, o *owners, asker messages.NodeID, want int) []messages.Owner {
	chosen := c.chosen[:0]
	switch n := len(o.slots); {
	case n <= want:
		chosen = o.appendOthers(chosen, asker)
	case n <= scanFactor*want:
		chosen = c.drawScanning(chosen, o, asker, want)
	default:
		chosen = c.drawSearching(chosen, o, asker, want)
	}
	c.chosen = chosen
	c.ensureWhole(o, chosen, asker)
	ranked := c.ranked[:0]
	for _, at := range chosen { // this loop only loads: the processor fetches several distant nodes at the same time
		s := &o.slots[at]
		ranked = append(ranked, rank{frequency: s.node.frequency, id: s.id, slot: at})
	}
	c.ranked = ranked
	slices.SortFunc(ranked, rank.compare)
	named = slices.Grow(named, len(ranked))
	for _, r := range ranked {
		named = append(named, o.describe(r.slot))
	}
	return named
}

// atRandom appends at most want owners other than the asker, in random order. All owners are equally likely, whatever
// they have uploaded, except that one of them has the whole file. It exists for comparison, and takes time in
// proportion to the number of owners.
func (c *choice) atRandom(named []messages.Owner, o *owners, asker messages.NodeID, want int) []messages.Owner {
	others := o.appendOthers(nil, asker)
	chosen := others[:min(want, len(others))]
	for i := range chosen {
		at := i + c.rand.IntN(len(others)-i)
		others[i], others[at] = others[at], others[i]
	}
	c.ensureWhole(o, chosen, asker)
	for _, at := range chosen {
		named = append(named, o.describe(at))
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

// drawScanning draws from few owners: each draw goes through all that remain. It appends their slots.
func (c *choice) drawScanning(chosen []int, o *owners, asker messages.NodeID, want int) []int {
	remaining := o.appendOthers(nil, asker)
	n, total := uint64(len(remaining)), uint64(0)
	for _, at := range remaining {
		total += o.slots[at].weight
	}
	// The probability of an owner is (4·weight/total + 1/n) / 5. Multiplied by 5·n·total it is a whole number.
	share := func(at int) uint64 { return (drawsPerUniformDraw-1)*o.slots[at].weight*n + total }
	sum := drawsPerUniformDraw * n * total
	for len(chosen) < want && len(remaining) > 0 {
		i, left := 0, randomBelow(c.rand, sum)
		for left >= share(remaining[i]) {
			left -= share(remaining[i])
			i++
		}
		sum -= share(remaining[i])
		chosen = append(chosen, remaining[i])
		remaining[i] = remaining[len(remaining)-1]
		remaining = remaining[:len(remaining)-1]
	}
	return chosen
}

// drawSearching draws from many owners. A draw of an owner that was chosen before, or of the asker, is repeated; this
// keeps the chances of the others in proportion. It appends their slots. The asker is removed only when there are
// enough slots: reading them all in one loop lets the processor fetch several distant slots at the same time.
func (c *choice) drawSearching(chosen []int, o *owners, asker messages.NodeID, want int) []int {
	c.drawn.begin(len(o.slots))
	total, draws := o.weights.total(), 0
	for {
		for ; len(chosen) < want && draws < want*maxDrawsPerWanted; draws++ {
			at := 0
			if c.rand.IntN(drawsPerUniformDraw) == 0 {
				at = c.rand.IntN(len(o.slots))
			} else {
				at = o.weights.find(randomBelow(c.rand, total))
			}
			if c.drawn.add(at) {
				chosen = append(chosen, at)
			}
		}
		asking := slices.IndexFunc(chosen, func(at int) bool { return o.slots[at].id == asker })
		if asking < 0 && len(chosen) == want {
			return chosen
		}
		if asking >= 0 {
			chosen = slices.Delete(chosen, asking, asking+1)
		}
		if draws == want*maxDrawsPerWanted {
			break
		}
	}
	for at := c.rand.IntN(len(o.slots)); len(chosen) < want; at = (at + 1) % len(o.slots) {
		if o.slots[at].id != asker && c.drawn.add(at) {
			chosen = append(chosen, at)
		}
	}
	return chosen
}

// ensureWhole replaces the owner that was chosen last by one that has the whole file, if no chosen owner has it.
func (c *choice) ensureWhole(o *owners, chosen []int, asker messages.NodeID) {
	if o.whole == 0 || len(chosen) == 0 {
		return
	}
	for _, at := range chosen {
		if at < o.whole {
			return
		}
	}
	for at, tries := c.rand.IntN(o.whole), 0; tries < min(o.whole, 2); at, tries = (at+1)%o.whole, tries+1 {
		if o.slots[at].id != asker {
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
