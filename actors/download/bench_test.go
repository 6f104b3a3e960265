package download

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// choosing is a file of 20 GiB in pieces of 1 MiB, of which half is wanted, and an owner of three quarters.
func choosing() (want, owned messages.Bitfield, rarity func(int) int) {
	const pieces = 20 << 10
	want, owned = messages.NewBitfield(pieces), messages.NewBitfield(pieces)
	for piece := range pieces {
		if piece%8 < 4 {
			want.Set(piece)
		}
		if piece%4 != 3 {
			owned.Set(piece)
		}
	}
	return want, owned, func(piece int) int { return 1 + piece%3 }
}

func first(int) int { return 0 }

// BenchmarkPick chooses one chunk.
func BenchmarkPick(b *testing.B) {
	want, owned, rarity := choosing()
	b.ReportAllocs()
	for range b.N {
		if _, ok := pick(want, owned, 4, rarity, first); !ok {
			b.Fatal("there is nothing to pick")
		}
	}
}

func TestPickDoesNotAllocate(t *testing.T) {
	want, owned, rarity := choosing()
	require.Zero(t, testing.AllocsPerRun(10, func() { pick(want, owned, 4, rarity, first) }))
}
