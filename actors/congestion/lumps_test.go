package congestion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLumpsExceedWhatTheRateExplains(t *testing.T) {
	const rate, holds = 25e6, 500e3
	steady, lumpy := &lumps{}, &lumps{}
	now := begin
	for i := range 200 { // a millisecond each
		now = now.Add(time.Millisecond)
		steady.arrived(25_000, rate, holds, now)
		if i%10 == 9 {
			lumpy.arrived(250_000, rate, holds, now)
		}
	}
	require.InDelta(t, 25_000, steady.largest.highest(), 1, "one batch is always there at once")
	require.InDelta(t, 250_000, lumpy.largest.highest(), 1)
	lumpy.arrived(10_000_000, rate, holds, now)
	require.InDelta(t, maxLumpShare*holds, lumpy.largest.highest(), 1)
	for range rateRounds {
		lumpy.largest.endRound()
	}
	require.Zero(t, lumpy.largest.highest())
}

func TestLumpsAddLessAfterQueueLoss(t *testing.T) {
	const holds = 500e3
	l := &lumps{}
	l.largest.add(250e3)
	extra := func() float64 {
		l.largest.add(250e3) // the lumps go on
		return l.extra(holds)
	}
	require.InDelta(t, 250e3, extra(), 1)
	for range 2 {
		l.endRound(true)
	}
	require.InDelta(t, 62_500, extra(), 1, "a quarter after two rounds with loss")
	for range 10 {
		l.endRound(true)
	}
	require.InDelta(t, 15_625, extra(), 1, "a sixteenth at least")
	for range maxHalvings * cycleRounds {
		l.endRound(false)
	}
	require.InDelta(t, 250e3, extra(), 1, "all of it again after calm cycles")
}
