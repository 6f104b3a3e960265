package messages

import "math/bits"

// rarestPlanes is how many binary digits the count of others has: at most 127 of them are told apart.
const rarestPlanes = 7

// Rarest looks for the members of both sets that the fewest of the other sets have, and gives how many of the others that
// are, and how many such members there are; 0 members when the sets have none in common. All sets have the same length, and
// there are at most 127 others. It counts 64 members at a time, one binary digit after the other.
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

// NthRarest gives the n-th, counted from zero, of the members that Rarest found; Len when there is none.
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

// rarestOf gives those of the members in word i, a mask, that the fewest of the others have, and how many of these that are.
func rarestOf(members uint64, i int, others []Bitfield) (fewest int, which uint64) {
	var planes [rarestPlanes]uint64 // planes[p] has digit p of the count of each member
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
