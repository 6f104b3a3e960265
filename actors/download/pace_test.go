package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestALongAndFastPathIsGivenMoreChunksAtATime(t *testing.T) {
	for _, c := range []struct {
		rate       float64
		trip       time.Duration
		configured int
		want       int
	}{
		{0, 20 * time.Millisecond, 2, 2},
		{600e6, 100 * time.Microsecond, 2, 2},
		{25e6, 20 * time.Millisecond, 2, 2},
		{125e6, 20 * time.Millisecond, 2, 4},
		{125e6, 200 * time.Millisecond, 2, mostAhead},
		{1e9, time.Second, 9, 9},
		{1e9, 0, 1, 1},
	} {
		p := pace{rate: c.rate}
		require.Equal(t, c.want, p.atOnce(c.configured, 4<<20, c.trip), "%v", c)
	}
	require.Equal(t, mostAhead, (&pace{rate: 1e6}).atOnce(1, 0, time.Second), "a file of one short piece")
}

func TestTheNextChunkIsAskedForBeforeLong(t *testing.T) {
	for _, c := range []struct {
		rate   float64
		length int64
		trip   time.Duration
		want   int64
	}{
		{0, 1 << 20, 0, 1 << 20},
		{1e6, 4 << 20, 0, 250_000},
		{1e6, 4 << 20, 100 * time.Millisecond, 550_000},
		{1e3, 4 << 20, time.Second, leastNear},
	} {
		require.Equal(t, c.want, (&pace{rate: c.rate}).near(c.length, c.trip), "%v", c)
	}
}
