package tracker

import "math"

// maxWeight keeps sums of weights far from overflow: two million holdings of 2^32 make 2^53.
const maxWeight = 1 << 32

// credit adds to a node's upload frequency what its running total says beyond what is credited already, and tells
// whether the frequency rose.
//
// A smaller total counts nothing and changes nothing. It may come from a process that was started again and kept its
// token, or it may be an old request that was overtaken or replayed, and the tracker cannot tell which: to count from zero
// again would count the second kind twice. So a new process keeps the frequency of the one before, and adds to it once it
// has uploaded more than that one; after an EXIT or an expired lease it starts with nothing credited.
func (n *node) credit(uploads uint64) bool {
	if uploads <= n.credited {
		return false
	}
	more := uploads - n.credited
	n.credited = uploads
	if n.frequency > math.MaxUint64-more {
		n.frequency = math.MaxUint64
	} else {
		n.frequency += more
	}
	n.reweigh()
	return true
}

// reweigh makes the node's weight, in each file it owns, follow its upload frequency. It waits until the weight is off
// by an eighth: that bounds the work that a node's updates make, however many files it owns, to some two hundred times
// in its life, and moves no choice by more than an eighth.
func (n *node) reweigh() {
	weight := weightOf(n.frequency)
	if weight <= n.weight+n.weight/8 {
		return
	}
	for _, h := range n.files {
		h.file.owners.reweigh(h, weight)
	}
	n.weight = weight
}

// weightOf is a node's weight in choices: one more than its upload frequency, so that a node that has uploaded nothing
// yet can be chosen.
func weightOf(frequency uint64) uint64 { return min(frequency, maxWeight-1) + 1 }
