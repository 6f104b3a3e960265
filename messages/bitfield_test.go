package messages

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestBitfieldIsASet compares a Bitfield with a map, after each of many random operations.
func TestBitfieldIsASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(0, 200).Draw(t, "size")
		b, other, model := NewBitfield(size), NewBitfield(size), map[int]bool{}
		number := rapid.IntRange(-2, size+2)
		for range rapid.IntRange(0, 100).Draw(t, "steps") {
			i := number.Draw(t, "i")
			inside := i >= 0 && i < size
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				if b.Set(i) != (inside && !model[i]) {
					t.Fatalf("set %d", i)
				}
				if inside {
					model[i] = true
				}
			case 1:
				if b.Clear(i) != model[i] {
					t.Fatalf("clear %d", i)
				}
				delete(model, i)
			default:
				other.Set(i)
			}
		}
		neither := b.Neither(other)
		nextSet, nextClear, members := size, size, 0
		end := rapid.IntRange(0, size).Draw(t, "end")
		for i := size - 1; i >= 0; i-- {
			if model[i] {
				nextSet = i
				members++
			} else {
				nextClear = i
			}
			if b.Has(i) != model[i] || b.NextSet(i) != nextSet || b.NextClear(i) != nextClear {
				t.Fatalf("at %d: has %v, next set %d, next clear %d", i, b.Has(i), b.NextSet(i), b.NextClear(i))
			}
			if b.HasAll(i, end) != (nextClear >= end) {
				t.Fatalf("has all from %d to %d: %v", i, end, b.HasAll(i, end))
			}
			if neither.Has(i) != (!model[i] && !other.Has(i)) {
				t.Fatalf("neither at %d", i)
			}
		}
		if b.HasAll(0, size+1) || b.HasAll(-1, 0) {
			t.Fatal("has all of what is out of range")
		}
		if b.Count() != members || b.Full() != (members == size) || neither.Count() != neither.recount() {
			t.Fatalf("count %d of %d", b.Count(), members)
		}
		packed := NewBitfield(size)
		for first := 0; first < size; first += 16 {
			packed.SetBytes(first, b.Bytes(first, 16))
		}
		require.Equal(t, b, packed)
	})
}

func (b Bitfield) recount() int {
	count := 0
	for i := b.NextSet(0); i < b.Len(); i = b.NextSet(i + 1) {
		count++
	}
	return count
}

func TestCloneIsIndependent(t *testing.T) {
	b := NewBitfield(10)
	copied := b.Clone()
	b.Set(3)
	require.False(t, copied.Has(3))
	require.True(t, FullBitfield(0).Full())
}

// TestHighBitIsNumberZero checks the bit order of BEP 3.
func TestHighBitIsNumberZero(t *testing.T) {
	b := NewBitfield(10)
	b.Set(0)
	b.Set(9)
	require.Equal(t, []byte{0x80, 0x40}, b.Bytes(0, 10))
}

func TestSetBytesReplacesMembers(t *testing.T) {
	b := FullBitfield(20)
	b.SetBytes(8, []byte{0x0F})
	require.Equal(t, []byte{0xFF, 0x0F, 0xF0}, b.Bytes(0, 20))
	require.Equal(t, 16, b.Count())
	b.SetBytes(16, []byte{0x0F, 0xFF})
	require.Equal(t, []byte{0xFF, 0x0F, 0x00}, b.Bytes(0, 20), "bits behind the end are ignored")
	require.Equal(t, 12, b.Count())
}

func TestDiffRange(t *testing.T) {
	for _, row := range []struct {
		changed    []int
		first, end int
	}{{nil, 0, 0}, {[]int{0}, 0, 1}, {[]int{199}, 199, 200}, {[]int{63, 64}, 63, 65}, {[]int{5, 70, 130}, 5, 131}} {
		b, other := NewBitfield(200), NewBitfield(200)
		for _, i := range row.changed {
			other.Set(i)
		}
		first, end := b.DiffRange(other)
		require.Equal(t, []int{row.first, row.end}, []int{first, end}, "%v", row.changed)
	}
}

// TestPackingMatchesBitByBit compares packing and unpacking by words with packing and unpacking by bits.
func TestPackingMatchesBitByBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(0, 300).Draw(t, "size")
		b := NewBitfield(size)
		for range rapid.IntRange(0, 300).Draw(t, "members") {
			b.Set(rapid.IntRange(0, 300).Draw(t, "member"))
		}
		first, n := 8*rapid.IntRange(0, 40).Draw(t, "first"), rapid.IntRange(0, 320).Draw(t, "n")
		packed := b.Bytes(first, n)
		require.Len(t, packed, (max(min(n, size-first), 0)+7)/8)
		for i := range 8 * len(packed) {
			require.Equal(t, i < n && b.Has(first+i), packed[i/8]&(0x80>>(i%8)) != 0, "%d", i)
		}
		random := rapid.SliceOfN(rapid.Byte(), 0, 45).Draw(t, "packed")
		want := b.Clone()
		for i := range 8 * len(random) {
			if random[i/8]&(0x80>>(i%8)) != 0 {
				want.Set(first + i)
			} else {
				want.Clear(first + i)
			}
		}
		b.SetBytes(first, random)
		require.Equal(t, want.Count(), b.Count())
		require.Equal(t, want.Bytes(0, size), b.Bytes(0, size))
	})
}
