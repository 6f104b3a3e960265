package congestion

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStartupEndsWhenTheRateStopsGrowing(t *testing.T) {
	c := newCycle(5)
	for rate := 1e6; rate < 64e6; rate *= 2 {
		c.endRound(rate)
		require.True(t, c.starting())
		require.Equal(t, startupGain, c.gain())
	}
	for range startupRounds {
		require.True(t, c.starting())
		c.endRound(33e6)
	}
	require.False(t, c.starting())
	require.Equal(t, drainedGain, c.gain(), "what the doubling left in the queue drains first")
}

func TestCycleProbesOnce(t *testing.T) {
	c := cycle{}
	probes := 0
	for range 10 * cycleRounds {
		if c.gain() == probeGain {
			probes++
		}
		c.endRound(1)
	}
	require.Equal(t, 10, probes)
}
