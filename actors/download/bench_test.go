package download

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// largeChoice returns sets for a file of 20 GiB in pieces of 1 MiB: half of it is wanted, an owner has three quarters
// of it, and twelve known owners have different parts.
func largeChoice() (want, owned messages.Bitfield, known []messages.Bitfield) {
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
	for i := range neighbours {
		have := messages.NewBitfield(pieces)
		for piece := range pieces {
			if piece%(i+2) != 0 {
				have.Set(piece)
			}
		}
		known = append(known, have)
	}
	return want, owned, known
}

// BenchmarkPick picks one chunk.
func BenchmarkPick(b *testing.B) {
	want, owned, known := largeChoice()
	order := rarestFirst(chooseFirst)
	b.ReportAllocs()
	for range b.N {
		if _, ok := order.pick(want, owned, 4, known); !ok {
			b.Fatal("there is nothing to pick")
		}
	}
}

func TestPickDoesNotAllocate(t *testing.T) {
	want, owned, known := largeChoice()
	order := rarestFirst(chooseFirst)
	require.Zero(t, testing.AllocsPerRun(10, func() { order.pick(want, owned, 4, known) }))
}
