package congestion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// samplesOf takes in round trips of so many milliseconds that all began now.
func (r *roundTrip) samplesOf(now time.Time, milliseconds ...int) {
	for _, took := range milliseconds {
		d := time.Duration(took) * time.Millisecond
		r.sample(d, now.Add(d))
	}
}

func TestTypicalRoundTripIncludesJitterButNoQueue(t *testing.T) {
	for name, c := range map[string]struct {
		round []int
		want  time.Duration
	}{
		"jitter":               {[]int{20, 30, 25, 35, 28, 22, 40, 40}, 30 * time.Millisecond},
		"steady":               {[]int{20, 20, 21, 20, 20, 21, 20, 20}, 20 * time.Millisecond},
		"a queue that stands":  {[]int{39, 40, 41, 40, 40, 41, 40, 39}, 20 * time.Millisecond},
		"too few to tell":      {[]int{20, 40, 40, 40}, 20 * time.Millisecond},
		"what bursts make":     {[]int{20, 22, 24, 20, 22, 24, 22, 22}, 20 * time.Millisecond},
		"jitter above a queue": {[]int{40, 50, 45, 55, 48, 42, 60, 60}, 30 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			r := &roundTrip{}
			r.samplesOf(begin, 20)
			r.endRound()
			for range 60 {
				r.samplesOf(begin, c.round...)
				r.endRound()
			}
			require.InDelta(t, c.want, r.typical(), float64(100*time.Microsecond))
		})
	}
}

// TestDrainMeasuresJitter checks that a drain replaces what the rounds showed, that what was sent before it does not
// count, and that of two drains the one with less jitter counts.
func TestDrainMeasuresJitter(t *testing.T) {
	r := &roundTrip{}
	for range 60 {
		r.samplesOf(begin, 20, 30, 30, 30, 30, 30, 30, 40)
		r.endRound()
	}
	require.InDelta(t, 30*time.Millisecond, r.typical(), float64(100*time.Microsecond))
	for i, want := range []time.Duration{25, 25, 30} {
		drain := at(1000 * (i + 1))
		r.beginDrain(drain)
		r.samplesOf(drain.Add(-time.Millisecond), 90, 90, 90)
		if i == 0 {
			r.samplesOf(drain, 20, 25, 25, 25, 25, 25, 25, 30)
		} else {
			r.samplesOf(drain, 20, 30, 30, 30, 30, 30, 30, 40)
		}
		r.jitter.endDrain()
		require.InDelta(t, want*time.Millisecond, r.typical(), float64(100*time.Microsecond), "drain %d", i)
		r.samplesOf(drain, 20, 60, 60, 60, 60, 60, 60, 60)
		r.endRound()
	}
}
