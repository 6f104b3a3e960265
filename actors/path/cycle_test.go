package path

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStartupEndsWhenTheRateStopsGrowing(t *testing.T) {
	c := newCycle(5)
	for rate := 1e6; rate < 64e6; rate *= 2 {
		c.turn(rate)
		require.True(t, c.startup)
		require.Equal(t, startupGain, c.gain())
	}
	for range startupRounds {
		require.True(t, c.startup)
		c.turn(33e6)
	}
	require.False(t, c.startup)
	require.Equal(t, relieveGain, c.gain(), "what the doubling left in the queue drains first")
}

func TestEveryCycleProbesOnce(t *testing.T) {
	c := cycle{}
	probes := 0
	for range 10 * cycleRounds {
		if c.gain() == probeGain {
			probes++
		}
		c.turn(1)
	}
	require.Equal(t, 10, probes)
}
