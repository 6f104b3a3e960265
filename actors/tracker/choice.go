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

// choose picks at most want owners of a file, other than the asker, ordered by upload frequency, the highest first.
func (c *catalogue) choose(rand port.Rand, f *file, asker messages.NodeID, want int) []*holding {
	c.choices++
	var chosen []*holding
	switch n := len(f.owners.slots); {
	case n <= want:
		chosen = f.owners.others(asker, n)
	case n <= scanOwners*want:
		chosen = f.owners.weigh(rand, asker, want)
	default:
		chosen = f.owners.draw(rand, asker, want, c.choices)
	}
	f.owners.ensureWhole(rand, chosen, asker)
	slices.SortFunc(chosen, func(a, b *holding) int {
		return cmp.Or(cmp.Compare(b.node.frequency, a.node.frequency), cmp.Compare(a.node.id, b.node.id))
	})
	return chosen
}

// others gives all owners but the asker.
func (o *owners) others(asker messages.NodeID, n int) []*holding {
	others := make([]*holding, 0, n)
	for _, h := range o.slots {
		if h.node.id != asker {
			others = append(others, h)
		}
	}
	return others
}

// weigh draws among few owners, each time by going through all that are left.
func (o *owners) weigh(rand port.Rand, asker messages.NodeID, want int) []*holding {
	left := o.others(asker, len(o.slots))
	n, total := uint64(len(left)), uint64(0)
	for _, h := range left {
		total += h.node.weight
	}
	// Both kinds of draw in whole numbers: (4·weight/total + 1/n) / 5, times 5·n·total, which is below 2^60.
	share := func(h *holding) uint64 { return (drawsPerLuckyOne-1)*h.node.weight*n + total }
	sum := drawsPerLuckyOne * n * total
	chosen := make([]*holding, 0, want)
	for len(chosen) < want && len(left) > 0 {
		at, rest := 0, below(rand, sum)
		for rest >= share(left[at]) {
			rest -= share(left[at])
			at++
		}
		sum -= share(left[at])
		chosen = append(chosen, left[at])
		left[at] = left[len(left)-1]
		left = left[:len(left)-1]
	}
	return chosen
}

// draw draws among many owners: a draw of one that is chosen already is repeated, which leaves the chances of the
// others in proportion.
func (o *owners) draw(rand port.Rand, asker messages.NodeID, want int, choice uint64) []*holding {
	chosen := make([]*holding, 0, want)
	take := func(h *holding) {
		if h.node.id != asker && h.drawn != choice {
			h.drawn = choice
			chosen = append(chosen, h)
		}
	}
	total := o.weights.total()
	for draws := 0; len(chosen) < want && draws < want*drawsPerWanted; draws++ {
		if rand.IntN(drawsPerLuckyOne) == 0 {
			take(o.slots[rand.IntN(len(o.slots))])
		} else {
			take(o.slots[o.weights.find(below(rand, total))])
		}
	}
	for at := rand.IntN(len(o.slots)); len(chosen) < want; at = (at + 1) % len(o.slots) {
		take(o.slots[at])
	}
	return chosen
}

// ensureWhole puts a whole owner in the place of the one chosen last, if none of them has the file whole.
func (o *owners) ensureWhole(rand port.Rand, chosen []*holding, asker messages.NodeID) {
	if o.whole == 0 || len(chosen) == 0 {
		return
	}
	for _, h := range chosen {
		if h.state == messages.HoldingWhole {
			return
		}
	}
	for at, tries := rand.IntN(o.whole), 0; tries < min(o.whole, 2); at, tries = (at+1)%o.whole, tries+1 {
		if h := o.slots[at]; h.node.id != asker {
			chosen[len(chosen)-1] = h
			return
		}
	}
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
