package metainfo

import (
	"crypto/sha256"
	"math/bits"
)

// leafSize is the number of bytes that one leaf of the tree covers: 16 KiB (BEP 52).
const leafSize = 16 << 10

// maxLevel is the highest level in a tree over a file of MaxLength bytes. Leaves are level 0.
const maxLevel = 49

// node is a node of the tree: a SHA-256.
type node = [sha256.Size]byte

// padding is, for each level, the top of a tree that consists of padding only: leaves that are all zeros (BEP 52).
var padding = func() (tops [maxLevel + 1]node) {
	for level := 1; level <= maxLevel; level++ {
		tops[level] = parent(&tops[level-1], &tops[level-1])
	}
	return tops
}()

// parent returns the node above two nodes.
func parent(left, right *node) node {
	var both [2 * sha256.Size]byte
	copy(both[:sha256.Size], left[:])
	copy(both[sha256.Size:], right[:])
	return sha256.Sum256(both[:])
}

// tree computes the top over nodes of one level, which are added from left to right. It allocates nothing. It works
// like a binary counter: for each bit that is set in count, waiting holds the top of a full subtree of that height,
// which waits for its right neighbour.
type tree struct {
	base    int    // level of the nodes that are added, 0 for leaves
	count   uint64 // nodes added; invariant: <= 1 << (maxLevel - base)
	waiting [maxLevel + 1]node
}

// add adds one node.
func (t *tree) add(n node) { t.addSubtree(n, 0) }

// addSubtree adds 1 << height nodes at once, given the top over them. The number of nodes added before must be a
// multiple of 1 << height.
func (t *tree) addSubtree(top node, height int) {
	level := t.base + height
	for counter := t.count >> height; counter&1 == 1; counter >>= 1 {
		top = parent(&t.waiting[level], &top)
		level++
	}
	t.waiting[level] = top
	t.count += 1 << height
}

// top pads the nodes to the next power of two and returns the top and its level. The top of a tree without nodes is one
// node of padding.
func (t *tree) top() (node, int) {
	if t.count == 0 {
		return padding[t.base], t.base
	}
	lowest, height := bits.TrailingZeros64(t.count), bits.Len64(t.count-1)
	top := t.waiting[t.base+lowest]
	for i := lowest; i < height; i++ {
		if level := t.base + i; i > lowest && t.count>>i&1 == 1 {
			top = parent(&t.waiting[level], &top)
		} else {
			top = parent(&top, &padding[level])
		}
	}
	return top, t.base + height
}

// raise returns the top at level to of a tree whose top at level from is known. All nodes beside it are padding.
func raise(top node, from, to int) node {
	for level := from; level < to; level++ {
		top = parent(&top, &padding[level])
	}
	return top
}

// levelOf returns the level at which one node covers length bytes, which are a power of two and at least leafSize.
func levelOf(length int64) int { return bits.TrailingZeros64(uint64(length / leafSize)) }
