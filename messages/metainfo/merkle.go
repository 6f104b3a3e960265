package metainfo

import (
	"crypto/sha256"
	"math/bits"
)

// leafSize is what one leaf of the tree covers, in bytes: 16 KiB (BEP 52).
const leafSize = 16 << 10

// maxLevel is the highest level that a tree over a file of MaxLength bytes can have, leaves being level 0.
const maxLevel = 49

type node = [sha256.Size]byte

// padding holds, for each level, the top of a tree of nothing but padding: leaves that are all zeros (BEP 52).
var padding = func() (tops [maxLevel + 1]node) {
	for level := 1; level <= maxLevel; level++ {
		tops[level] = parent(&tops[level-1], &tops[level-1])
	}
	return tops
}()

func parent(left, right *node) node {
	var both [2 * sha256.Size]byte
	copy(both[:sha256.Size], left[:])
	copy(both[sha256.Size:], right[:])
	return sha256.Sum256(both[:])
}

// tree hashes nodes of one level into their top, left to right, and allocates nothing. It works as a binary counter:
// where count has a bit set, the top of a full subtree of that height waits for its right neighbour.
type tree struct {
	base    int    // level of the nodes that are added, 0 for leaves
	count   uint64 // nodes added; invariant: <= 1 << (maxLevel - base)
	waiting [maxLevel + 1]node
}

func (t *tree) add(n node) { t.addSubtree(n, 0) }

// addSubtree adds the top over 1 << height nodes at once. The nodes before them are a multiple of as many.
func (t *tree) addSubtree(top node, height int) {
	level := t.base + height
	for rest := t.count >> height; rest&1 == 1; rest >>= 1 {
		top = parent(&t.waiting[level], &top)
		level++
	}
	t.waiting[level] = top
	t.count += 1 << height
}

// top pads the nodes to a power of two and gives the top and its level. A tree without nodes is one node of padding.
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

// raise gives the top at a higher level: all that comes beside it is padding.
func raise(top node, from, to int) node {
	for level := from; level < to; level++ {
		top = parent(&top, &padding[level])
	}
	return top
}

// levelOf is the level at which one node covers span bytes, a power of two of at least leafSize.
func levelOf(span int64) int { return bits.TrailingZeros64(uint64(span / leafSize)) }
