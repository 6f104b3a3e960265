package metainfo

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

const (
	// maxLanes is how many messages the widest kernel hashes at once.
	maxLanes = 16

	// batchLeaves is how many leaves are hashed before their tree is: those of a piece of 1 MiB. Their sums take 2 KiB of
	// the stack.
	batchLeaves = 64
)

// digests is the state of SHA-256 for each lane, word by word, so that one vector register holds one word of all lanes.
type digests [sha256.Size / 4][maxLanes]uint32

// initialState is where SHA-256 begins: FIPS 180-4, section 5.3.3.
var initialState = [sha256.Size / 4]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// kernel is a way to hash many messages of one length with SHA-256. A single stream waits for itself, since each round
// needs the one before; the leaves of a tree do not need each other, so that each can have one 32-bit lane of a vector
// register (docs/adr/0006). The zero value hashes one message after the other with crypto/sha256.
type kernel struct {
	lanes  int // messages at once: 16 with AVX-512, 8 with AVX2; 0 is none
	fewest int // messages for which a run pays, though lanes be idle; invariant: 1 <= fewest <= lanes, unless lanes is 0
}

// addLeaves adds to the tree the leaves that data begins with, short ones not counted, and returns what follows them.
func (k kernel) addLeaves(t *tree, data []byte) []byte {
	var sums [batchLeaves * sha256.Size]byte
	for len(data) >= leafSize {
		count := min(len(data)/leafSize, batchLeaves)
		run := sums[:count*sha256.Size]
		k.sumEach(run, data[:count*leafSize], leafSize)
		k.addNodes(t, run)
		data = data[count*leafSize:]
	}
	return data
}

// addNodes adds nodes, one behind the other, to the tree, and writes over them: what they have in common above them is
// hashed level by level.
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
			k.sumEach(half, level, 2*sha256.Size)
			level = half
		}
		t.addSubtree(node(level), height)
	}
}

// sumEach hashes messages of size bytes, a multiple of 64, which lie one behind the other, and puts their sums one behind
// the other. The sums may lie over the beginning of the messages.
func (k kernel) sumEach(sums, messages []byte, size int) {
	for count := len(messages) / size; count > 0; count = len(messages) / size {
		run := min(count, k.lanes)
		if k.lanes > 0 && count >= k.fewest {
			k.sumRun(sums[:run*sha256.Size], messages[:run*size], size)
		} else {
			run = 1
			sum := sha256.Sum256(messages[:size])
			copy(sums, sum[:])
		}
		sums, messages = sums[run*sha256.Size:], messages[run*size:]
	}
}

// sumRun hashes up to as many messages as there are lanes. Idle lanes hash the first message too.
func (k kernel) sumRun(sums, messages []byte, size int) {
	var state digests
	for word, initial := range initialState {
		for lane := range state[word] {
			state[word][lane] = initial
		}
	}
	var from [maxLanes]*byte
	count := len(messages) / size
	for lane := range from {
		from[lane] = &messages[0]
		if lane < count {
			from[lane] = &messages[lane*size : (lane+1)*size][0]
		}
	}
	k.compress(&state, &from, size/sha256.BlockSize)

	padding := [sha256.BlockSize]byte{0: 0x80}
	binary.BigEndian.PutUint64(padding[sha256.BlockSize-8:], uint64(size)*8)
	for lane := range from {
		from[lane] = &padding[0]
	}
	k.compress(&state, &from, 1)

	for lane := range count {
		for word := range state {
			binary.BigEndian.PutUint32(sums[lane*sha256.Size+word*4:], state[word][lane])
		}
	}
}
