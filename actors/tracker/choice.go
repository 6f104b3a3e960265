package tracker

import (
	"cmp"
	"math/bits"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// How owners are chosen for NEED (specification, section V: the higher its upload frequency, the likelier a node is
// chosen). Owners are drawn one after the other, without putting back. In four draws of five an owner's chance is its
// share of the weights, frequency + 1; in one of five all have the same chance, so that a new owner is tried however
// much the old ones have uploaded. BEP 3 keeps one optimistic unchoke beside four earned ones for the same reason.
//
// Among the chosen is at least one whole owner, if there is one: many who have just begun could otherwise be sent to
// each other, with nothing to give.
const (
	drawsPerLuckyOne = 5

	// scanOwners: up to this many owners for each wanted one, all are weighed; beyond, draws that hit an owner twice
	// are repeated, which happens in less than a quarter of the lucky draws.
	scanOwners = 4

	// drawsPerWanted ends the repetition. It is far beyond what chance needs (7 draws on average at the worst).
	drawsPerWanted = 64
)

// choose picks at most want owners of a file, other than the asker, and appends them to named, ordered by upload
// frequency, the highest first.
func (c *catalogue) choose(named []messages.Owner, rand port.Rand, f *file, asker messages.NodeID, want int) []messages.Owner {
	chosen := c.chosen[:0]
	switch n := len(f.owners.slots); {
	case n <= want:
		chosen = f.owners.others(chosen, asker)
	case n <= scanOwners*want:
		chosen = f.owners.weigh(chosen, rand, asker, want)
	default:
		chosen = f.owners.draw(chosen, rand, asker, want, &c.drawn)
	}
	c.chosen = chosen
	f.owners.ensureWhole(rand, chosen, asker)
	ranked := c.ranked[:0]
	for _, at := range chosen { // the nodes lie far apart: nothing here waits for the one before
		s := &f.owners.slots[at]
		ranked = append(ranked, rank{frequency: s.node.frequency, id: s.id, at: at})
	}
	c.ranked = ranked
	slices.SortFunc(ranked, rank.compare)
	named = slices.Grow(named, len(ranked))
	for _, r := range ranked {
		named = append(named, f.owners.owner(r.at))
	}
	return named
}

// rank is what chosen owners are ordered by.
type rank struct {
	frequency uint64
	id        messages.NodeID
	at        int // its slot
}

func (r rank) compare(other rank) int {
	if r.frequency != other.frequency {
		return cmp.Compare(other.frequency, r.frequency)
	}
	return cmp.Compare(r.id, other.id)
}

// others appends the slots of all owners but the asker.
func (o *owners) others(slots []int, asker messages.NodeID) []int {
	for at := range o.slots {
		if o.slots[at].id != asker {
			slots = append(slots, at)
		}
	}
	return slots
}

// weigh draws among few owners, each time by going through all that are left. It appends their slots.
func (o *owners) weigh(chosen []int, rand port.Rand, asker messages.NodeID, want int) []int {
	left := o.others(nil, asker)
	n, total := uint64(len(left)), uint64(0)
	for _, at := range left {
		total += o.slots[at].weight
	}
	// Both kinds of draw in whole numbers: (4·weight/total + 1/n) / 5, times 5·n·total, which is below 2^60.
	share := func(at int) uint64 { return (drawsPerLuckyOne-1)*o.slots[at].weight*n + total }
	sum := drawsPerLuckyOne * n * total
	for len(chosen) < want && len(left) > 0 {
		i, rest := 0, below(rand, sum)
		for rest >= share(left[i]) {
			rest -= share(left[i])
			i++
		}
		sum -= share(left[i])
		chosen = append(chosen, left[i])
		left[i] = left[len(left)-1]
		left = left[:len(left)-1]
	}
	return chosen
}

// draw draws among many owners: a draw of one that is chosen already, or of the asker, is repeated, which leaves the
// chances of the others in proportion. It appends their slots. Whether the asker is among them is seen once there are
// enough: the slots lie far apart, and are then fetched at the same time, not one after the other.
func (o *owners) draw(chosen []int, rand port.Rand, asker messages.NodeID, want int, drawn *drawn) []int {
	drawn.begin(len(o.slots))
	total, draws := o.weights.total(), 0
	for {
		for ; len(chosen) < want && draws < want*drawsPerWanted; draws++ {
			at := 0
			if rand.IntN(drawsPerLuckyOne) == 0 {
				at = rand.IntN(len(o.slots))
			} else {
				at = o.weights.find(below(rand, total))
			}
			if drawn.add(at) {
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
		if draws == want*drawsPerWanted {
			break
		}
	}
	for at := rand.IntN(len(o.slots)); len(chosen) < want; at = (at + 1) % len(o.slots) {
		if o.slots[at].id != asker && drawn.add(at) {
			chosen = append(chosen, at)
		}
	}
	return chosen
}

// drawn is which slots one choice has drawn. It lies apart from them and serves all files: it is small, and always near.
type drawn struct {
	choice uint32   // numbers the choices; when a number comes again, the few slots that it drew before are passed over
	slots  []uint32 // the last choice that drew each slot; 0 is none
}

// begin begins a choice among so many slots.
func (d *drawn) begin(slots int) {
	d.choice = max(d.choice+1, 1)
	if slots > len(d.slots) {
		d.slots = append(d.slots, make([]uint32, slots-len(d.slots))...)
	}
}

// add tells whether a slot is drawn for the first time.
func (d *drawn) add(slot int) bool {
	again := d.slots[slot] == d.choice
	d.slots[slot] = d.choice
	return !again
}

// ensureWhole puts a whole owner in the place of the one chosen last, if none of them has the file whole.
func (o *owners) ensureWhole(rand port.Rand, chosen []int, asker messages.NodeID) {
	if o.whole == 0 || len(chosen) == 0 {
		return
	}
	for _, at := range chosen {
		if at < o.whole {
			return
		}
	}
	for at, tries := rand.IntN(o.whole), 0; tries < min(o.whole, 2); at, tries = (at+1)%o.whole, tries+1 {
		if o.slots[at].id != asker {
			chosen[len(chosen)-1] = at
			return
		}
	}
}

// owner is what others are told of an owner.
func (o *owners) owner(at int) messages.Owner {
	n := o.slots[at].node
	return messages.Owner{Node: n.id, Addr: n.addr, UploadFrequency: n.frequency, Whole: at < o.whole}
}

// below gives a random number under n, each as likely as the others (D. Lemire, "Fast random integer generation in an
// interval", 2019).
func below(rand port.Rand, n uint64) uint64 {
	high, low := bits.Mul64(rand.Uint64(), n)
	for low < n {
		if low >= -n%n {
			break
		}
		high, low = bits.Mul64(rand.Uint64(), n)
	}
	return high
}
