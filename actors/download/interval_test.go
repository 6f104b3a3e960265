package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStretchFollowsTheTimeBetweenPieces(t *testing.T) {
	for _, c := range []struct {
		pieces    int
		gap       time.Duration
		stretched time.Duration // the interval that takes the place of one second
	}{
		{0, time.Hour, time.Second}, // no interval is known yet
		{1, time.Hour, time.Second},
		{100, time.Second, time.Second},
		{100, 2 * time.Second, time.Second},
		{100, 5 * time.Second, 2500 * time.Millisecond},
		{100, time.Hour, 5 * time.Second},
	} {
		var p pieceInterval
		now := time.Unix(1_700_000_000, 0)
		for range c.pieces {
			p.pieceArrived(now)
			now = now.Add(c.gap)
		}
		require.InDelta(t, c.stretched, p.stretch(time.Second), float64(time.Millisecond), c)
	}
}

// TestStretchForgetsASlowStart: a swarm that begins slowly and gets faster is not treated as a slow one.
func TestStretchForgetsASlowStart(t *testing.T) {
	var p pieceInterval
	now := time.Unix(1_700_000_000, 0)
	for range 10 {
		p.pieceArrived(now)
		now = now.Add(10 * time.Second)
	}
	require.Greater(t, p.stretch(time.Second), 2*time.Second)
	for range 4 * smoothedPieces {
		p.pieceArrived(now)
		now = now.Add(time.Second)
	}
	require.Equal(t, time.Second, p.stretch(time.Second))
}
