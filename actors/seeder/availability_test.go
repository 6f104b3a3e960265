package seeder

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestAvailability(t *testing.T) {
	file := messages.File{Length: 20000 * 10, PieceLength: 10}
	have := messages.NewBitfield(20000)
	for _, piece := range []int{0, 9, 8192, 19999} {
		have.Set(piece)
	}
	seen := messages.NewBitfield(20000)
	for first := uint32(0); first < 20000; {
		page := availability(file, have, first)
		require.False(t, page.Whole)
		require.LessOrEqual(t, len(page.Bits), messages.MaxAvailabilityBytes)
		seen.SetBytes(int(first), page.Bits)
		first += uint32(len(page.Bits)) * 8
	}
	require.Equal(t, have, seen)
	require.Empty(t, availability(file, have, 4_000_000_000).Bits)
	require.True(t, availability(file, messages.FullBitfield(20000), 0).Whole)
	require.True(t, availability(messages.File{PieceLength: 10}, messages.NewBitfield(0), 0).Whole)
}
