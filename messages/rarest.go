package messages

import "math/bits"

// rarestPlanes is the number of bits of a counter of sets. Seven bits count up to 127 sets.
const rarestPlanes = 7

// Rarest finds the numbers that are in both b and owned and that the fewest of the others contain. It returns how many
// of the others contain them, and how many such numbers there are: 0 if b and owned have none in common. All sets have
// the same length, and there are at most 127 others. It processes 64 numbers at a time, with bit-sliced counters.
func (b Bitfield) Rarest(owned Bitfield, others []Bitfield) (fewest, members int) {
	for i := range b.words {
		common := b.words[i] & owned.words[i]
		if common == 0 {
			continue
		}
		switch few, which := rarestOf(common, i, others); {
		case members == 0 || few < fewest:
			fewest, members = few, bits.OnesCount64(which)
		case few == fewest:
			members += bits.OnesCount64(which)
		}
	}
	return fewest, members
}

// NthRarest returns one of the numbers that Rarest found: the one with index n, counting from 0, or Len if there is
// none. fewest is the first result of Rarest.
func (b Bitfield) NthRarest(owned Bitfield, others []Bitfield, fewest, n int) int {
	for i := range b.words {
		common := b.words[i] & owned.words[i]
		if common == 0 {
			continue
		}
		few, which := rarestOf(common, i, others)
		if few != fewest {
			continue
		}
		if count := bits.OnesCount64(which); n >= count {
			n -= count
			continue
		}
		for ; n > 0; n-- {
			which &= which - 1
		}
		return 64*i + bits.TrailingZeros64(which)
	}
	return b.size
}

// rarestOf finds the members of word i that the fewest of the others contain. It returns how many of the others contain
// them, and a mask of them.
func rarestOf(members uint64, i int, others []Bitfield) (fewest int, which uint64) {
	var planes [rarestPlanes]uint64 // bit-sliced counters: bit m of planes[p] is bit p of the counter of member m
	for _, other := range others {
		carry := other.words[i] & members
		for p := 0; carry != 0 && p < rarestPlanes; p++ {
			planes[p], carry = planes[p]^carry, planes[p]&carry
		}
	}
	which = members
	for p := rarestPlanes - 1; p >= 0; p-- {
		if without := which &^ planes[p]; without != 0 {
			which = without
		} else {
			fewest |= 1 << p
		}
	}
	return fewest, which
}
