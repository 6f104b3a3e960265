package tracker

import (
	"math"
	"math/bits"
)

// An upload frequency is what a node says of itself, and nothing proves it. So it raises a chance, but not by much: the
// weight grows with the logarithm of the frequency, from baseWeight to five times as much. Whoever claims 2^60 chunks
// gains no more than a node that has uploaded 2^15, 128 GiB in chunks of 4 MiB.
const (
	baseWeight       = 4
	maxWeightedLevel = 16
)

// credit adds to a node's upload frequency the part of its running total that was not counted before, and reports
// whether the frequency rose.
//
// A total that is smaller than before changes nothing. It comes either from a new process with an old token, or from a
// request that was delayed or replayed. The tracker cannot tell which, and counting from zero again would count a
// replayed request twice. So a restarted process adds to the frequency only after it has uploaded more than the process
// before. After EXIT or the end of the lease a node starts with zero.
func (n *node) credit(uploads uint64) bool {
	if uploads <= n.credited {
		return false
	}
	before := weightOf(n.frequency)
	growth := uploads - n.credited
	n.credited = uploads
	if n.frequency > math.MaxUint64-growth {
		n.frequency = math.MaxUint64
	} else {
		n.frequency += growth
	}
	if weightOf(n.frequency) != before {
		for _, h := range n.files {
			h.owners().reweigh(h)
		}
	}
	return true
}

// weightOf returns the weight of an upload frequency in choices. It changes each time the frequency doubles, so that a
// node causes few updates of its files, however many it owns.
func weightOf(frequency uint64) uint32 {
	return baseWeight + min(uint32(bits.Len64(frequency)), maxWeightedLevel)
}
