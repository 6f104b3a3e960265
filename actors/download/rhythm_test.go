package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheRhythmFollowsThePieces(t *testing.T) {
	for _, c := range []struct {
		pieces int
		gap    time.Duration
		seldom time.Duration // instead of every second
	}{
		{0, time.Hour, time.Second}, // nothing is known yet
		{1, time.Hour, time.Second},
		{100, time.Second, time.Second},
		{100, 2 * time.Second, time.Second},
		{100, 5 * time.Second, 2500 * time.Millisecond},
		{100, time.Hour, 5 * time.Second},
	} {
		var r rhythm
		now := time.Unix(1_700_000_000, 0)
		for range c.pieces {
			r.came(now)
			now = now.Add(c.gap)
		}
		require.InDelta(t, c.seldom, r.seldom(time.Second), float64(time.Millisecond), c)
	}
}

// TestTheRhythmIsThatOfLate: a swarm that begins slowly is not taken for a slow one.
func TestTheRhythmIsThatOfLate(t *testing.T) {
	var r rhythm
	now := time.Unix(1_700_000_000, 0)
	for range 10 {
		r.came(now)
		now = now.Add(10 * time.Second)
	}
	require.Greater(t, r.seldom(time.Second), 2*time.Second)
	for range 4 * rhythmPieces {
		r.came(now)
		now = now.Add(time.Second)
	}
	require.Equal(t, time.Second, r.seldom(time.Second))
}
