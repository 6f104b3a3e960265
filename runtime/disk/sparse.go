package disk

import (
	"os"

	"swarm/messages/metainfo"
)

// zeroBytes is the unit in which zeros are hashed.
const zeroBytes = 64 << 10

// hashSparse hashes all pieces of a file. Pieces that lie in holes of a sparse file consist of zeros and are not read;
// their hash is computed once for each length that they have, which are two at most.
func (s *Store) hashSparse(handle *os.File, h *hashing, newHasher func() *metainfo.PieceHasher) error {
	written, _, err := writtenPieces(handle, h.file, false)
	if err != nil {
		return err
	}
	h.wanted = written.Clone()
	now, err := stampOf(handle)
	if err != nil {
		return err
	}
	sums := map[int64]metainfo.PieceHash{}
	for piece := written.NextClear(0); piece < written.Len(); piece = written.NextClear(piece + 1) {
		extent := h.file.PieceRange(piece)
		if extent.End() > now.size { // the file was truncated: the hashing notices
			h.wanted.Set(piece)
			continue
		}
		sum, known := sums[extent.Length]
		if !known {
			sum = hashZeros(extent.Length, newHasher())
			sums[extent.Length] = sum
		}
		if err := h.onHashed(piece, sum); err != nil {
			return err
		}
	}
	return s.hashPieces(h, newHasher)
}

// hashZeros returns the hash of a piece of zeros.
func hashZeros(length int64, hasher *metainfo.PieceHasher) metainfo.PieceHash {
	zeros := make([]byte, zeroBytes)
	for length > 0 {
		part := zeros[:min(length, zeroBytes)]
		_, _ = hasher.Write(part) // never fails
		length -= int64(len(part))
	}
	return hasher.Sum()
}
