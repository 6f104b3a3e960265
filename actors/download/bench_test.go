package download

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// choosing is a file of 20 GiB in pieces of 1 MiB, of which half is wanted, and an owner of three quarters, and twelve
// others.
func choosing() (want, owned messages.Bitfield, others []messages.Bitfield) {
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
	for i := range 12 {
		other := messages.NewBitfield(pieces)
		for piece := range pieces {
			if piece%(i+2) != 0 {
				other.Set(piece)
			}
		}
		others = append(others, other)
	}
	return want, owned, others
}

func first(int) int { return 0 }

// BenchmarkPick chooses one chunk.
func BenchmarkPick(b *testing.B) {
	want, owned, others := choosing()
	b.ReportAllocs()
	for range b.N {
		if _, ok := pick(want, owned, 4, others, first); !ok {
			b.Fatal("there is nothing to pick")
		}
	}
}

func TestPickDoesNotAllocate(t *testing.T) {
	want, owned, others := choosing()
	require.Zero(t, testing.AllocsPerRun(10, func() { pick(want, owned, 4, others, first) }))
}
