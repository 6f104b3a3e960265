package download

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/messages"
)

func set(size int, members ...int) messages.Bitfield {
	b := messages.NewBitfield(size)
	for _, m := range members {
		b.Set(m)
	}
	return b
}

func TestPickTakesTheRarest(t *testing.T) {
	want, owned := messages.FullBitfield(12), messages.FullBitfield(12)
	most := messages.FullBitfield(12)
	most.Clear(11)
	others := []messages.Bitfield{owned, owned, most} // piece 11 has two owners, the others three
	chunk, ok := pick(want, owned, 4, others, func(n int) int { return 0 })
	require.True(t, ok)
	require.Equal(t, messages.Chunk{First: 8, Count: 4}, chunk, "the slot of piece 11")
}

func TestPickChoosesAmongEquals(t *testing.T) {
	all := messages.FullBitfield(12)
	seen := map[int]bool{}
	for turn := range 12 {
		chunk, ok := pick(all, all, 1, []messages.Bitfield{all}, func(n int) int { require.Equal(t, 12, n); return turn })
		require.True(t, ok)
		seen[chunk.First] = true
	}
	require.Len(t, seen, 12)
}

func TestPickWithNothingToGive(t *testing.T) {
	_, ok := pick(set(8, 1, 2), set(8, 3, 4), 4, nil, func(int) int { return 0 })
	require.False(t, ok)
}

func TestPickStaysWithinWhatIsWantedAndOwned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 80).Draw(t, "size")
		want, owned, other := messages.NewBitfield(size), messages.NewBitfield(size), messages.NewBitfield(size)
		for i := range size {
			if i%3 == 0 {
				other.Set(i)
			}
			if rapid.Bool().Draw(t, "want") {
				want.Set(i)
			}
			if rapid.Bool().Draw(t, "owned") {
				owned.Set(i)
			}
		}
		limit := rapid.IntRange(1, 9).Draw(t, "limit")
		chunk, ok := pick(want, owned, limit, []messages.Bitfield{owned, other}, func(n int) int { return n - 1 })
		if !ok {
			for i := range size {
				if want.Has(i) && owned.Has(i) {
					t.Fatal("there was a piece to pick")
				}
			}
			return
		}
		if chunk.Count < 1 || chunk.Count > limit {
			t.Fatalf("%d pieces, limit %d", chunk.Count, limit)
		}
		for i := range chunk.Count {
			if p := chunk.First + i; !want.Has(p) || !owned.Has(p) {
				t.Fatalf("piece %d is not to be had", p)
			}
		}
	})
}

func TestChunksShrinkTowardsTheEnd(t *testing.T) {
	file := messages.File{Length: 100 << 20, PieceLength: 1 << 20}
	require.Equal(t, 4, chunkPieces(file, 4<<20, 100, 3))
	require.Equal(t, 2, chunkPieces(file, 4<<20, 12, 3))
	require.Equal(t, 1, chunkPieces(file, 4<<20, 2, 3))
	require.Equal(t, 1, chunkPieces(file, 1<<10, 100, 0), "a chunk is at least a piece")
}
