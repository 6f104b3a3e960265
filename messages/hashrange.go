package messages

import "math/bits"

// HashRange names hashes of one layer of the SHA-256 tree of a file (BEP 52). It is what a peer requests.
type HashRange struct {
	Root        [32]byte // the file's pieces root
	BaseLayer   int      // layers above the leaves of 16 KiB
	Index       int      // of the first hash; a multiple of Length
	Length      int      // number of hashes; a power of two
	ProofLayers int      // layers for which uncles are wanted, counted from the base layer
}

// Uncles returns how many uncle hashes follow the hashes. The lowest layers need none, since they follow from the
// hashes themselves.
func (h HashRange) Uncles() int { return max(0, h.ProofLayers-(bits.Len(uint(h.Length))-2)) }
