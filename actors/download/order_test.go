package download

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/actors/port/porttest"
	"swarm/messages"
)

// set returns a set with these members.
func set(size int, members ...int) messages.Bitfield {
	b := messages.NewBitfield(size)
	for _, m := range members {
		b.Set(m)
	}
	return b
}

// chooseFirst chooses the first of several equal pieces.
func chooseFirst(int) int { return 0 }

func rarestFirst(choose func(n int) int) pieceOrder {
	return newPieceOrder(messages.OrderRarest, choose)
}

func TestPickReturnsTheRarestPiece(t *testing.T) {
	want, owned := messages.FullBitfield(12), messages.FullBitfield(12)
	common := messages.FullBitfield(12)
	common.Clear(11)
	known := []messages.Bitfield{owned, owned, common} // piece 11 has two owners, the others three
	chunk, ok := rarestFirst(chooseFirst).pick(want, owned, 4, known)
	require.True(t, ok)
	require.Equal(t, messages.Chunk{First: 8, Count: 4}, chunk, "the section of piece 11")
}

func TestPickChoosesAmongEqualPieces(t *testing.T) {
	all := messages.FullBitfield(12)
	seen := map[int]bool{}
	for turn := range 12 {
		choose := func(n int) int { require.Equal(t, 12, n); return turn }
		chunk, ok := rarestFirst(choose).pick(all, all, 1, []messages.Bitfield{all})
		require.True(t, ok)
		seen[chunk.First] = true
	}
	require.Len(t, seen, 12)
}

func TestPickOfAnOwnerWithNothingWanted(t *testing.T) {
	_, ok := rarestFirst(chooseFirst).pick(set(8, 1, 2), set(8, 3, 4), 4, nil)
	require.False(t, ok)
}

func TestOrdersOtherThanRarestIgnoreRarity(t *testing.T) {
	all, known := messages.FullBitfield(4), []messages.Bitfield{set(4, 0, 1)}
	last := func(n int) int { return n - 1 }
	for order, want := range map[messages.PieceOrder]int{
		messages.OrderRarest:     3,
		messages.OrderRandom:     3,
		messages.OrderSequential: 0,
	} {
		chunk, _ := newPieceOrder(order, last).pick(all, all, 1, known)
		require.Equal(t, want, chunk.First, "order %d", order)
	}
	ties := 0
	count := func(n int) int { ties = n; return 0 }
	newPieceOrder(messages.OrderRandom, count).pick(all, all, 1, known)
	require.Equal(t, 4, ties, "in random order all pieces are equal")
	rarestFirst(count).pick(all, all, 1, known)
	require.Equal(t, 2, ties, "pieces 2 and 3 are rarest")
}

func TestSequentialOrderFetchesPieceAfterPiece(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4), func(settings *messages.Settings) {
		settings.PieceOrder, settings.ChunkLength = messages.OrderSequential, porttest.PieceLength
		settings.MaxChunksPerOwner = 1
	})
	d.announce(2)
	d.ready(2)
	for piece := range 4 {
		require.Equal(t, messages.Chunk{First: piece, Count: 1}, d.chunks()[0].Chunk)
		d.complete(d.chunks()[0])
	}
}

func TestPickStaysWithinWantedAndOwnedPieces(t *testing.T) {
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
		chooseLast := func(n int) int { return n - 1 }
		chunk, ok := rarestFirst(chooseLast).pick(want, owned, limit, []messages.Bitfield{owned, other})
		if !ok {
			for i := range size {
				if want.Has(i) && owned.Has(i) {
					t.Fatalf("piece %d is wanted and owned, and none was picked", i)
				}
			}
			return
		}
		if chunk.Count < 1 || chunk.Count > limit {
			t.Fatalf("%d pieces, limit %d", chunk.Count, limit)
		}
		for i := range chunk.Count {
			if p := chunk.First + i; !want.Has(p) || !owned.Has(p) {
				t.Fatalf("piece %d was picked; wanted: %v, owned: %v", p, want.Has(p), owned.Has(p))
			}
		}
	})
}
