package metainfo

import (
	"crypto/sha1"
	"crypto/sha256"
	"hash"
)

// PieceHash is what the two versions say of one piece.
type PieceHash struct {
	V1 [sha1.Size]byte // SHA-1 of the piece's bytes
	// V2 is the top of the tree over the piece's own leaves, padded to the next power of two. For a piece that is
	// shorter than the piece length that is not yet its entry in a piece layer: Assemble and Matches see to the rest.
	V2 [sha256.Size]byte
}

// HashPiece hashes one piece, which has at most pieceLength bytes: more is a broken invariant. It allocates nothing.
func HashPiece(data []byte, pieceLength int64) PieceHash {
	if int64(len(data)) > pieceLength {
		panic("metainfo: hash piece: it is longer than the piece length")
	}
	return PieceHash{V1: sha1.Sum(data), V2: hashLeaves(data)}
}

func hashLeaves(data []byte) node { return fastest.hashLeaves(data) }

func (k kernel) hashLeaves(data []byte) node {
	var leaves tree
	if rest := k.addLeaves(&leaves, data); len(rest) > 0 {
		leaves.add(sha256.Sum256(rest))
	}
	top, _ := leaves.top()
	return top
}

// PieceHasher hashes a piece that comes in parts, in constant memory. The zero value is of no use: make one with
// NewPieceHasher, or with Metainfo.PieceHasher, which leaves out what the torrent has no use for.
type PieceHasher struct {
	v1, v2 bool
	whole  hash.Hash // SHA-1 of what was written
	leaf   hash.Hash // SHA-256 of the leaf that is not full yet
	inLeaf int       // bytes in it; invariant: < leafSize
	leaves tree
	sum    [sha256.Size]byte // room for sums: a variable would escape to the heap through hash.Hash
}

// NewPieceHasher makes a hasher of an empty piece, for both versions.
func NewPieceHasher() *PieceHasher { return newPieceHasher(true, true) }

func newPieceHasher(v1, v2 bool) *PieceHasher {
	return &PieceHasher{v1: v1, v2: v2, whole: sha1.New(), leaf: sha256.New()}
}

// Write adds the next bytes of the piece. The error is always nil.
func (h *PieceHasher) Write(data []byte) (int, error) {
	if h.v1 {
		h.whole.Write(data)
	}
	if h.v2 {
		h.writeLeaves(data)
	}
	return len(data), nil
}

func (h *PieceHasher) writeLeaves(data []byte) {
	for len(data) > 0 {
		if h.inLeaf == 0 && len(data) >= leafSize {
			data = fastest.addLeaves(&h.leaves, data)
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

func (h *PieceHasher) endLeaf() {
	h.leaf.Sum(h.sum[:0])
	h.leaf.Reset()
	h.inLeaf = 0
	h.leaves.add(h.sum)
}

// Sum ends the piece, gives its hash and begins the next one. What the hasher leaves out is zero.
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
