package tracker

import "math/bits"

// weights is a list of weights from which one is found by its share of the total, in O(log n): a Fenwick tree (P. M.
// Fenwick, "A new data structure for cumulative frequency tables", 1994). Place i of the tree holds the sum of the
// weights from i&(i+1) to i.
type weights struct {
	tree []uint64
}

// sum gives the total of the first n weights.
func (w *weights) sum(n int) uint64 {
	total := uint64(0)
	for ; n > 0; n &= n - 1 {
		total += w.tree[n-1]
	}
	return total
}

// total gives the sum of all weights.
func (w *weights) total() uint64 { return w.sum(len(w.tree)) }

// push appends a weight.
func (w *weights) push(weight uint64) {
	i := len(w.tree)
	w.tree = append(w.tree, weight+w.sum(i)-w.sum(i&(i+1)))
}

// pop drops the last weight.
func (w *weights) pop() { w.tree = w.tree[:len(w.tree)-1] }

// move changes weight i from one value to another.
func (w *weights) move(i int, from, to uint64) {
	for ; i < len(w.tree); i |= i + 1 {
		w.tree[i] += to - from // wraps, and the sum comes out right
	}
}

// find gives the i for which sum(i) <= share < sum(i+1); share must be below the total.
func (w *weights) find(share uint64) int {
	i := 0
	for step := 1 << (bits.Len(uint(len(w.tree))) - 1); step > 0; step >>= 1 {
		if next := i + step; next <= len(w.tree) && w.tree[next-1] <= share {
			share -= w.tree[next-1]
			i = next
		}
	}
	return i
}
