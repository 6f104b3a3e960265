package messages

import (
	"encoding/binary"
	"math/bits"
)

// Bitfield is a set of pieces or blocks, numbered from zero. Bytes packs it as in BEP 3: the high bit of the first byte
// is number 0. A Bitfield that was sent in a message must not be changed; change a Clone instead.
type Bitfield struct {
	words []uint64 // bit i is words[i/64] >> (i%64) & 1; invariant: bits at and above size are 0
	count int      // invariant: the number of set bits
	size  int      // the number of possible members
}

// NewBitfield returns an empty set with size possible members.
func NewBitfield(size int) Bitfield {
	return Bitfield{words: make([]uint64, (size+63)/64), size: size}
}

// FullBitfield returns a set with size members.
func FullBitfield(size int) Bitfield {
	empty := NewBitfield(size)
	return empty.Neither(empty)
}

// Len returns the number of possible members.
func (b Bitfield) Len() int { return b.size }

// Count returns the number of members.
func (b Bitfield) Count() int { return b.count }

// Full reports whether every possible member is in the set. A set of size 0 is full.
func (b Bitfield) Full() bool { return b.count == b.size }

// Has reports whether i is in the set. It returns false for a number out of range.
func (b Bitfield) Has(i int) bool {
	return i >= 0 && i < b.size && b.words[i/64]>>(uint(i)%64)&1 == 1
}

// HasAll reports whether all numbers from first up to but not including end are in the set.
func (b Bitfield) HasAll(first, end int) bool {
	if first < 0 || end > b.size {
		return false
	}
	for ; first < end; first += 64 {
		if mask := ^uint64(0) >> (64 - min(end-first, 64)); b.from(first)&mask != mask {
			return false
		}
	}
	return true
}

// Set adds i and reports whether it was new. It ignores a number out of range.
func (b *Bitfield) Set(i int) bool {
	if i < 0 || i >= b.size || b.Has(i) {
		return false
	}
	b.words[i/64] |= 1 << (uint(i) % 64)
	b.count++
	return true
}

// Clear removes i and reports whether it was in the set.
func (b *Bitfield) Clear(i int) bool {
	if !b.Has(i) {
		return false
	}
	b.words[i/64] &^= 1 << (uint(i) % 64)
	b.count--
	return true
}

// NextClear returns the first number >= from that is not in the set, or Len if there is none.
func (b Bitfield) NextClear(from int) int { return b.next(from, ^uint64(0)) }

// NextSet returns the first member >= from, or Len if there is none.
func (b Bitfield) NextSet(from int) int { return b.next(from, 0) }

func (b Bitfield) next(from int, invert uint64) int {
	from = max(from, 0)
	for from < b.size {
		if word := (b.words[from/64] ^ invert) >> (uint(from) % 64); word != 0 {
			return min(from+bits.TrailingZeros64(word), b.size)
		}
		from += 64 - from%64
	}
	return b.size
}

// Neither returns the numbers that are in neither set. Both sets have the same length.
func (b Bitfield) Neither(other Bitfield) Bitfield {
	neither := Bitfield{words: make([]uint64, len(b.words)), size: b.size}
	for i := range b.words {
		word := ^(b.words[i] | other.words[i])
		if left := b.size - 64*i; left < 64 {
			word &= 1<<left - 1
		}
		neither.words[i] = word
		neither.count += bits.OnesCount64(word)
	}
	return neither
}

// Intersects reports whether both sets have a member in common. They have the same length.
func (b Bitfield) Intersects(other Bitfield) bool {
	for i := range min(len(b.words), len(other.words)) {
		if b.words[i]&other.words[i] != 0 {
			return true
		}
	}
	return false
}

// DiffRange returns the smallest range, from first up to but not including end, outside of which both sets are equal.
// They have the same length.
func (b Bitfield) DiffRange(other Bitfield) (first, end int) {
	for i := range b.words {
		differs := b.words[i] ^ other.words[i]
		if differs == 0 {
			continue
		}
		if end == 0 {
			first = 64*i + bits.TrailingZeros64(differs)
		}
		end = 64*i + 64 - bits.LeadingZeros64(differs)
	}
	return first, end
}

// Clone returns an independent copy.
func (b Bitfield) Clone() Bitfield {
	b.words = append([]uint64(nil), b.words...)
	return b
}

// Bytes returns up to n members from first on, packed as in BEP 3. first must be a multiple of 8.
func (b Bitfield) Bytes(first, n int) []byte {
	n = max(min(n, b.size-first), 0)
	packed := make([]byte, (n+7)/8)
	for at := 0; at < len(packed); at += 8 { // one word per iteration
		word := b.from(first + 8*at)
		if left := n - 8*at; left < 64 {
			word &= 1<<left - 1
		}
		var bytes [8]byte
		binary.BigEndian.PutUint64(bytes[:], bits.Reverse64(word))
		copy(packed[at:], bytes[:])
	}
	return packed
}

// from returns 64 bits of the set, starting with number first in the lowest bit. Bits out of range are 0.
func (b Bitfield) from(first int) uint64 {
	at, shift := first/64, uint(first)%64
	word := uint64(0)
	if at < len(b.words) {
		word = b.words[at] >> shift
	}
	if shift > 0 && at+1 < len(b.words) {
		word |= b.words[at+1] << (64 - shift)
	}
	return word
}

// SetBytes replaces the part of the set that packed describes. packed begins with number first, which must be a
// multiple of 8. Bits out of range are ignored.
func (b *Bitfield) SetBytes(first int, packed []byte) {
	for at := 0; at < len(packed); at += 8 {
		var bytes [8]byte
		count := 8 * copy(bytes[:], packed[at:])
		b.put(first+8*at, count, bits.Reverse64(binary.BigEndian.Uint64(bytes[:])))
	}
}

// put replaces count bits of the set, starting with number first, by the lowest bits of word.
func (b *Bitfield) put(first, count int, word uint64) {
	if first < 0 || first >= b.size {
		return
	}
	mask := ^uint64(0) >> (64 - min(count, b.size-first))
	at, shift := first/64, uint(first)%64
	b.replace(at, mask<<shift, word<<shift)
	if over := mask >> (64 - shift); over != 0 {
		b.replace(at+1, over, word>>(64-shift))
	}
}

// replace replaces the bits of words[at] that mask selects by those of word.
func (b *Bitfield) replace(at int, mask, word uint64) {
	old := b.words[at]
	b.words[at] = old&^mask | word&mask
	b.count += bits.OnesCount64(b.words[at]) - bits.OnesCount64(old)
}
