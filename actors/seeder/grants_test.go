package seeder

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestRedeemCountsOnceAndOnlyGrantedBytes(t *testing.T) {
	g := newGrants(4)
	require.False(t, g.redeem(1, 10), "never granted")
	g.add(1, 6)
	require.False(t, g.redeem(1, 10), "more than was granted")
	g.add(1, 6)
	require.False(t, g.redeem(1, 0), "nothing")
	require.True(t, g.redeem(1, 10))
	require.False(t, g.redeem(1, 10), "twice")
	g.add(1, 100)
	require.False(t, g.redeem(1, 10), "granted again after it was redeemed")
}

func TestGrantsForgetTheOldestStream(t *testing.T) {
	g := newGrants(2)
	for stream := range uint64(5) {
		g.add(stream, 1)
	}
	require.Len(t, g.bytes, 2)
	require.False(t, g.redeem(2, 1))
	require.True(t, g.redeem(3, 1))
	require.True(t, g.redeem(4, 1))
}

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
