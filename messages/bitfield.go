package messages

import (
	"encoding/binary"
	"math/bits"
)

// Bitfield is a set of pieces or of blocks, numbered from zero. Its bytes, in Bytes, are those of BEP 3: the high bit of
// the first byte is number 0. A Bitfield that was sent in a message is not changed any more: Clone it first.
type Bitfield struct {
	words []uint64 // bit i is words[i/64] >> (i%64) & 1; invariant: bits at and above length are 0
	count int      // invariant: the number of set bits
	size  int      // the number of members there can be
}

// NewBitfield makes an empty set of size possible members.
func NewBitfield(size int) Bitfield {
	return Bitfield{words: make([]uint64, (size+63)/64), size: size}
}

// FullBitfield makes a set with all its size members in it.
func FullBitfield(size int) Bitfield {
	empty := NewBitfield(size)
	return empty.Neither(empty)
}

// Len is the number of members there can be.
func (b Bitfield) Len() int { return b.size }

// Count is the number of members in the set.
func (b Bitfield) Count() int { return b.count }

// Full tells whether every member is in the set; the set of nothing is full.
func (b Bitfield) Full() bool { return b.count == b.size }

// Has tells whether i is in the set; a number outside it is not.
func (b Bitfield) Has(i int) bool {
	return i >= 0 && i < b.size && b.words[i/64]>>(uint(i)%64)&1 == 1
}

// Set puts i in and tells whether it was new; a number outside the set is ignored.
func (b *Bitfield) Set(i int) bool {
	if i < 0 || i >= b.size || b.Has(i) {
		return false
	}
	b.words[i/64] |= 1 << (uint(i) % 64)
	b.count++
	return true
}

// Clear takes i out and tells whether it was there.
func (b *Bitfield) Clear(i int) bool {
	if !b.Has(i) {
		return false
	}
	b.words[i/64] &^= 1 << (uint(i) % 64)
	b.count--
	return true
}

// NextClear gives the first number at or behind from that is not in the set, or Len when there is none.
func (b Bitfield) NextClear(from int) int { return b.next(from, ^uint64(0)) }

// NextSet gives the first member at or behind from, or Len when there is none.
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

// Neither gives the numbers that are in neither set; both sets have the same length.
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

// Meets tells whether both sets have a member in common; they have the same length.
func (b Bitfield) Meets(other Bitfield) bool {
	for i := range min(len(b.words), len(other.words)) {
		if b.words[i]&other.words[i] != 0 {
			return true
		}
	}
	return false
}

// Differs gives the range of numbers, from first to before end, outside of which both sets agree; they have the same length.
func (b Bitfield) Differs(other Bitfield) (first, end int) {
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

// Clone gives a copy that shares nothing.
func (b Bitfield) Clone() Bitfield {
	b.words = append([]uint64(nil), b.words...)
	return b
}

// Bytes gives the members from first on, at most n of them, as BEP 3 packs them. first must be a multiple of 8.
func (b Bitfield) Bytes(first, n int) []byte {
	n = max(min(n, b.size-first), 0)
	packed := make([]byte, (n+7)/8)
	for at := 0; at < len(packed); at += 8 { // a word at a time
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

// from gives the 64 members from first on, the lowest bit first; those outside the set are not in it.
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

// SetBytes makes the set agree with packed, which starts at first, a multiple of 8, as far as packed goes; bits outside are
// ignored.
func (b *Bitfield) SetBytes(first int, packed []byte) {
	for at := 0; at < len(packed); at += 8 {
		var bytes [8]byte
		count := 8 * copy(bytes[:], packed[at:])
		b.put(first+8*at, count, bits.Reverse64(binary.BigEndian.Uint64(bytes[:])))
	}
}

// put makes the set agree with the count lowest bits of a word, from first on, the lowest bit first.
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

// replace makes the bits of one word that the mask names those of another.
func (b *Bitfield) replace(at int, mask, word uint64) {
	old := b.words[at]
	b.words[at] = old&^mask | word&mask
	b.count += bits.OnesCount64(b.words[at]) - bits.OnesCount64(old)
}
