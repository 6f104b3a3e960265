package metainfo

import (
	"crypto/sha1"
	"crypto/sha256"
	"hash"
)

// PieceHash is the hash of one piece in both versions.
type PieceHash struct {
	V1 [sha1.Size]byte // SHA-1 of the piece's bytes
	// V2 is the top of the tree over the piece's own leaves, padded to the next power of two. If the piece is shorter
	// than the piece length, its entry in the piece layer differs; Assemble and Matches compute that entry.
	V2 [sha256.Size]byte
}

// HashPiece returns the hash of one piece. It panics if data is longer than pieceLength. It allocates nothing.
func HashPiece(data []byte, pieceLength int64) PieceHash {
	if int64(len(data)) > pieceLength {
		panic("metainfo: hash piece: it is longer than the piece length")
	}
	return PieceHash{V1: sha1.Sum(data), V2: hashLeaves(data)}
}

// hashLeaves returns the top of the tree over the leaves of data.
func hashLeaves(data []byte) node { return fastestKernel.hashLeaves(data) }

func (k kernel) hashLeaves(data []byte) node {
	var leaves tree
	if left := k.addLeaves(&leaves, data); len(left) > 0 {
		leaves.add(sha256.Sum256(left))
	}
	top, _ := leaves.top()
	return top
}

// PieceHasher hashes a piece that is written in parts, in constant memory. Use NewPieceHasher to compute the hashes of
// both versions, or Metainfo.PieceHasher to compute only what a torrent compares. The zero value cannot be used.
type PieceHasher struct {
	v1, v2 bool
	whole  hash.Hash // SHA-1 of what was written
	leaf   hash.Hash // SHA-256 of the incomplete leaf
	inLeaf int       // bytes in the incomplete leaf; invariant: inLeaf < leafSize
	leaves tree
	sum    [sha256.Size]byte // memory for sums: a local variable would escape to the heap through hash.Hash
}

// NewPieceHasher returns a hasher for both versions.
func NewPieceHasher() *PieceHasher { return newPieceHasher(true, true) }

func newPieceHasher(v1, v2 bool) *PieceHasher {
	return &PieceHasher{v1: v1, v2: v2, whole: sha1.New(), leaf: sha256.New()}
}

// Write adds the next bytes of the piece. It never fails.
func (h *PieceHasher) Write(data []byte) (int, error) {
	if h.v1 {
		h.whole.Write(data)
	}
	if h.v2 {
		h.writeLeaves(data)
	}
	return len(data), nil
}

// writeLeaves adds bytes to the tree. Full leaves go through the lanes, many at a time.
func (h *PieceHasher) writeLeaves(data []byte) {
	for len(data) > 0 {
		if h.inLeaf == 0 && len(data) >= leafSize {
			data = fastestKernel.addLeaves(&h.leaves, data)
			continue
		}
		part := data[:min(len(data), leafSize-h.inLeaf)]
		h.leaf.Write(part)
		h.inLeaf += len(part)
		data = data[len(part):]
		if h.inLeaf == leafSize {
			h.endLeaf()
		}
	}
}

// endLeaf adds the incomplete leaf to the tree.
func (h *PieceHasher) endLeaf() {
	h.leaf.Sum(h.sum[:0])
	h.leaf.Reset()
	h.inLeaf = 0
	h.leaves.add(h.sum)
}

// padBytes is zeros. It is a variable because the hasher would move an array of each call to the heap.
var padBytes [16 << 10]byte

// Pad adds zeros to the SHA-1 of the piece: version 1 of a hybrid torrent pads a piece that a file ends in (BEP 47),
// and version 2 does not (BEP 52).
func (h *PieceHasher) Pad(zeros int64) {
	for h.v1 && zeros > 0 {
		part := padBytes[:min(zeros, int64(len(padBytes)))]
		h.whole.Write(part)
		zeros -= int64(len(part))
	}
}

// Sum returns the hash of the bytes written since the last Sum, and resets the hasher. The hash of a version that the
// hasher does not compute is zero.
func (h *PieceHasher) Sum() PieceHash {
	var sum PieceHash
	if h.v1 {
		copy(sum.V1[:], h.whole.Sum(h.sum[:0]))
		h.whole.Reset()
	}
	if h.v2 {
		if h.inLeaf > 0 {
			h.endLeaf()
		}
		sum.V2, _ = h.leaves.top()
		h.leaves.count = 0
	}
	return sum
}
