package tracker

import "math/bits"

// weights is a list of numbers in which a number is found by its share of the total, in O(log n). It is a Fenwick tree
// (P. M. Fenwick, "A new data structure for cumulative frequency tables", 1994). Element i of the tree is the sum of
// the weights from i&(i+1) to i.
type weights struct {
	tree []uint64
}

// sum returns the sum of the first n weights.
func (w *weights) sum(n int) uint64 {
	total := uint64(0)
	for ; n > 0; n &= n - 1 {
		total += w.tree[n-1]
	}
	return total
}

// total returns the sum of all weights.
func (w *weights) total() uint64 { return w.sum(len(w.tree)) }

// push appends a weight.
func (w *weights) push(weight uint64) {
	i := len(w.tree)
	w.tree = append(w.tree, weight+w.sum(i)-w.sum(i&(i+1)))
}

// pop removes the last weight.
func (w *weights) pop() { w.tree = w.tree[:len(w.tree)-1] }

// change replaces the value of weight i.
func (w *weights) change(i int, from, to uint64) {
	for ; i < len(w.tree); i |= i + 1 {
		w.tree[i] += to - from // the difference may wrap around; the sum is right nevertheless
	}
}

// find returns the i with sum(i) <= share < sum(i+1). The share must be less than the total.
func (w *weights) find(share uint64) int {
	i := 0
	for step := 1 << (bits.Len(uint(len(w.tree))) - 1); step > 0; step >>= 1 {
		if i+step > len(w.tree) {
			continue
		}
		weight := w.tree[i+step-1]
		_, less := bits.Sub64(share, weight, 0)
		mask := less - 1 // all ones if weight <= share: a branch would be mispredicted every second time
		share -= weight & mask
		i += step & int(mask)
	}
	return i
}
