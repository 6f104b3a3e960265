package tracker

import "math"

// maxWeight keeps sums of weights far from overflow: two million holdings of 2^32 sum to 2^53.
const maxWeight = 1 << 32

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
	growth := uploads - n.credited
	n.credited = uploads
	if n.frequency > math.MaxUint64-growth {
		n.frequency = math.MaxUint64
	} else {
		n.frequency += growth
	}
	n.reweigh()
	return true
}

// reweigh updates the node's weight in each of its files, once the weight is an eighth below what the frequency
// demands. So a node causes at most about two hundred such updates in its life, however many files it owns, and the
// error of a weight is at most an eighth.
func (n *node) reweigh() {
	weight := weightOf(n.frequency)
	if weight <= n.weight+n.weight/8 {
		return
	}
	for _, h := range n.files {
		h.owners().reweigh(h, weight)
	}
	n.weight = weight
}

// weightOf returns the weight of an upload frequency: one more than the frequency, so that a node that has uploaded
// nothing can be chosen.
func weightOf(frequency uint64) uint64 { return min(frequency, maxWeight-1) + 1 }
