package congestion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// end100 ends a round of 100 bytes, some of which were lost.
func (r *rounds) end100(shortest time.Duration, lost int64) {
	r.sample(shortest)
	r.arrived, r.lost = 100-lost, lost
	r.end(20 * time.Millisecond)
}

func TestChanceLossIsToldFromQueueLoss(t *testing.T) {
	chance, full := &rounds{}, &rounds{}
	for i := range 40 {
		shortest := 23 * time.Millisecond
		if i%cycleRounds == 0 {
			shortest = 29 * time.Millisecond // the round of probing
		}
		chance.end100(shortest, 5)
		full.end100(40*time.Millisecond, 5)
	}
	require.InDelta(t, 0.05, chance.chanceLoss(), 0.01)
	require.False(t, chance.queueLoss())
	require.Zero(t, full.chanceLoss())
	require.True(t, full.queueLoss())
	full.end100(40*time.Millisecond, 0)
	require.False(t, full.queueLoss())
}

func TestLossWithoutAQueueIsByChance(t *testing.T) {
	r := &rounds{}
	for range 40 {
		r.end100(20*time.Millisecond+300*time.Microsecond, 20)
	}
	require.InDelta(t, 0.2, r.chanceLoss(), 0.001)
	for range 40 {
		r.end100(20*time.Millisecond, 90)
	}
	require.Equal(t, maxChanceLoss, r.chanceLoss(), "more is not made up for")
}

func TestStandingQueueIsMeasured(t *testing.T) {
	r := &rounds{}
	for range 60 {
		r.end100(36*time.Millisecond, 0)
	}
	require.True(t, r.known())
	require.InDelta(t, 0.8, r.standing(20*time.Millisecond), 0.01)
	require.Zero(t, r.standing(36*time.Millisecond-minStanding+time.Microsecond), "too short a queue to be anybody's")
	require.Zero(t, (&rounds{}).chanceLoss())
}

func TestSwellingQueueIsDetected(t *testing.T) {
	const least = 40 * time.Millisecond
	r := &rounds{}
	for _, took := range []time.Duration{40, 44, 46, 41, 60, 60, 60} {
		r.sample(took * time.Millisecond)
		require.False(t, r.swelled(least), "not all of the last four are longer")
	}
	r.sample(60 * time.Millisecond)
	require.True(t, r.swelled(least))
	r.swollen, r.lost, r.arrived = true, 10, 90
	r.end(least)
	require.Zero(t, r.chanceLoss(), "what such a round lost it lost to the queue")
	require.True(t, r.queueLoss())
	require.False(t, r.sawSwelling())
}
