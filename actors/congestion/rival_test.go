package congestion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRivalWindowIsCubic checks RFC 9438, section 4.2: after the time K the window is again what it was at the loss.
func TestRivalWindowIsCubic(t *testing.T) {
	now := begin
	r := &rival{}
	r.enter(1e6, now)
	require.InDelta(t, 1e6, r.grow(1400, now), 1400)
	r.shrink(now)
	require.InDelta(t, 7e5, r.bytes, 1400)
	plateau := r.plateau()
	require.InDelta(t, 8.03, plateau.Seconds(), 0.01, "the cube root of 1e6 * 0.3 / (0.4 * 1448)")
	const roundTrip = 40 * time.Millisecond
	for passed := time.Duration(0); passed < plateau; passed += roundTrip {
		before := r.bytes
		now = now.Add(roundTrip)
		require.GreaterOrEqual(t, r.grow(int(before), now), before)
		require.LessOrEqual(t, r.bytes, 1.5*before)
	}
	require.InDelta(t, 1e6, r.bytes, 2e4)
	for range 250 {
		now = now.Add(roundTrip)
		r.grow(int(r.bytes), now)
	}
	require.Greater(t, r.bytes, 1.4e6, "ten seconds later it looks for more")
}

func TestRivalWindowHasAMinimum(t *testing.T) {
	r := &rival{}
	r.enter(20_000, begin)
	for range 20 {
		r.shrink(begin)
	}
	require.EqualValues(t, minWindow, r.bytes)
}
