package metainfo

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

const (
	// maxLanes is the largest number of messages that a kernel hashes at once.
	maxLanes = 16

	// batchLeaves is how many leaves are hashed before the tree over them is: those of a piece of 1 MiB. Their sums
	// take 2 KiB of the stack.
	batchLeaves = 64
)

// digests is the state of SHA-256 for all lanes. It is indexed by word, then by lane: one vector register holds the
// same word of all lanes.
type digests [sha256.Size / 4][maxLanes]uint32

// initialState is the initial hash value of SHA-256 (FIPS 180-4, section 5.3.3).
var initialState = [sha256.Size / 4]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// kernel hashes many messages of the same length with SHA-256. Within one message each round depends on the round
// before, so a single message cannot be hashed in parallel. The leaves of a tree do not depend on each other: each is
// hashed in one 32-bit lane of the vector registers, or two alternate in the unit that computes SHA-256 (docs/adr/0006,
// "multi-buffer hashing"). The zero value hashes one message after the other with crypto/sha256.
type kernel struct {
	lanes int // messages hashed at once: 16 with AVX-512, 8 with AVX2, 2 with the SHA extensions; 0: no lanes are used
	// minMessages is the number of messages from which lanes are faster than crypto/sha256.
	// Invariant: 1 <= minMessages <= lanes, unless lanes is 0.
	minMessages int
	forFewer    *kernel // hashes fewer than minMessages; nil is crypto/sha256
}

// fewer returns the kernel for fewer messages than minMessages.
func (k kernel) fewer() kernel {
	if k.forFewer == nil {
		return kernel{}
	}
	return *k.forFewer
}

// addLeaves adds the full leaves at the beginning of data to the tree. It returns the bytes after them, which are fewer
// than a leaf.
func (k kernel) addLeaves(t *tree, data []byte) []byte {
	var sums [batchLeaves * sha256.Size]byte
	for len(data) >= leafSize {
		count := min(len(data)/leafSize, batchLeaves)
		batch := sums[:count*sha256.Size]
		k.hashEach(batch, data[:count*leafSize], leafSize)
		k.addNodes(t, batch)
		data = data[count*leafSize:]
	}
	return data
}

// addNodes adds consecutive nodes to the tree. It cuts them into the largest full subtrees that fit the tree, hashes
// each subtree level by level in the lanes, and adds its top. It overwrites nodes.
func (k kernel) addNodes(t *tree, nodes []byte) {
	for len(nodes) > 0 {
		height := bits.Len(uint(len(nodes)/sha256.Size)) - 1
		if t.count > 0 {
			height = min(height, bits.TrailingZeros64(t.count))
		}
		level := nodes[:sha256.Size<<height]
		nodes = nodes[len(level):]
		for len(level) > sha256.Size {
			half := level[:len(level)/2]
			k.hashEach(half, level, 2*sha256.Size)
			level = half
		}
		t.addSubtree(node(level), height)
	}
}

// hashEach hashes consecutive messages of size bytes each and stores their sums consecutively. size is a multiple of
// 64. sums may overlap the beginning of messages.
func (k kernel) hashEach(sums, messages []byte, size int) {
	for count := len(messages) / size; count > 0; count = len(messages) / size {
		for count < k.minMessages {
			k = k.fewer()
		}
		hashed := max(min(count, k.lanes), 1)
		if k.lanes > 0 {
			k.hashLanes(sums[:hashed*sha256.Size], messages[:hashed*size], size)
		} else {
			sum := sha256.Sum256(messages[:size])
			copy(sums, sum[:])
		}
		sums, messages = sums[hashed*sha256.Size:], messages[hashed*size:]
	}
}

// hashLanes hashes messages in parallel, at most one for each lane. Unused lanes hash the first message again, and
// their sums are dropped.
func (k kernel) hashLanes(sums, messages []byte, size int) {
	var state digests
	for word, initial := range initialState {
		for lane := range k.lanes {
			state[word][lane] = initial
		}
	}
	var inputs [maxLanes]*byte
	count := len(messages) / size
	for lane := range k.lanes {
		inputs[lane] = &messages[0]
		if lane < count {
			inputs[lane] = &messages[lane*size : (lane+1)*size][0]
		}
	}
	k.compress(&state, &inputs, size/sha256.BlockSize)

	padding := [sha256.BlockSize]byte{0: 0x80}
	binary.BigEndian.PutUint64(padding[sha256.BlockSize-8:], uint64(size)*8)
	for lane := range k.lanes {
		inputs[lane] = &padding[0]
	}
	k.compress(&state, &inputs, 1)

	for lane := range count {
		for word := range state {
			binary.BigEndian.PutUint32(sums[lane*sha256.Size+word*4:], state[word][lane])
		}
	}
}
