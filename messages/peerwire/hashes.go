package peerwire

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"swarm/messages"
)

const (
	// MaxHashes is the maximum number of hashes that this side requests at once, without uncles, and so the most that a
	// peer may send. libtorrent and others ask for a piece layer in lots of 512.
	MaxHashes = 512
	// maxRequestedHashes is the maximum number that a peer may request: what libtorrent takes. It requests the leaves
	// of a piece at once when the piece was wrong, and 8192 are the leaves of 128 MiB.
	maxRequestedHashes = 8192
	// hashRangeBytes is the length of a messages.HashRange: a root and four numbers.
	hashRangeBytes = sha256.Size + 4*4
	// maxUncles bounds the uncles of a proof. A tree over 2 to the 63 bytes has 50 levels.
	maxUncles = 64
	maxLayer  = maxUncles
)

var (
	errHashRange = errors.New("the peer named hashes that no tree has")
	errHashes    = errors.New("the peer sent another number of hashes than it says")
)

// AppendHashes appends a HashRequest, a HashReject or Hashes as a frame. hashes are those of Hashes, 32 bytes each, the
// uncles last.
func AppendHashes(to []byte, id ID, h messages.HashRange, hashes []byte) []byte {
	to = binary.BigEndian.AppendUint32(to, uint32(1+hashRangeBytes+len(hashes)))
	to = append(to, byte(id))
	to = append(to, h.Root[:]...)
	for _, number := range []int{h.BaseLayer, h.Index, h.Length, h.ProofLayers} {
		to = binary.BigEndian.AppendUint32(to, uint32(number))
	}
	return append(to, hashes...)
}

// ParseHashRange parses the body of a HashRequest, a HashReject or Hashes. It returns the hashes that follow, which are
// not copied: Length, and then the uncles.
func ParseHashRange(id ID, body []byte) (messages.HashRange, []byte, error) {
	if len(body) < hashRangeBytes {
		return messages.HashRange{}, nil, errHashRange
	}
	numbers, hashes := body[sha256.Size:], body[hashRangeBytes:]
	layer, index := binary.BigEndian.Uint32(numbers), binary.BigEndian.Uint32(numbers[4:])
	length, proof := binary.BigEndian.Uint32(numbers[8:]), binary.BigEndian.Uint32(numbers[12:])
	switch {
	case layer > maxLayer, proof > maxUncles, index > 1<<31-1-maxRequestedHashes:
		return messages.HashRange{}, nil, errHashRange
	case length == 0, length > maxRequestedHashes, length&(length-1) != 0, index%length != 0:
		return messages.HashRange{}, nil, errHashRange
	}
	h := messages.HashRange{Root: [sha256.Size]byte(body), BaseLayer: int(layer), Index: int(index),
		Length: int(length), ProofLayers: int(proof)}
	want := 0
	if id == Hashes {
		want = h.Length + h.Uncles()
	}
	if len(hashes) != want*sha256.Size {
		return messages.HashRange{}, nil, errHashes
	}
	return h, hashes, nil
}
