package congestion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// drive sends full windows over a path of the given rate (bytes per second) and delay, and returns the window at the
// end.
func drive(t *testing.T, rate float64, delay time.Duration, rounds int, receive int) (*window, *roundTrip) {
	t.Helper()
	const size = 1400
	w, f, rtt := newWindow(0), &flight{}, &roundTrip{}
	now, free := begin, begin
	type event struct {
		at   time.Time
		span messages.Span
	}
	var queue []event
	for range rounds {
		for w.available(f.bytes, receive, size, rtt) >= size {
			span := f.send(SentSpan{Span: messages.Span{Stream: 1, Length: size, Mask: 1}, BlockSize: size}, now)
			start := now
			if free.After(start) {
				start = free
			}
			free = start.Add(time.Duration(float64(size) / rate * 1e9))
			queue = append(queue, event{free.Add(delay), span})
		}
		next := queue[0]
		queue = queue[1:]
		now = next.at
		span := f.arrived(&Arrival{Stream: 1, SpanID: next.span.ID, Mask: 1, Bytes: size}, now)
		require.NotNil(t, span)
		rtt.sample(now.Sub(span.SentAt), now)
		w.rounds.sample(now.Sub(span.SentAt))
		w.arrived(span, size, f, rtt, now)
	}
	return &w, rtt
}

func TestWindowFindsTheBandwidthDelayProduct(t *testing.T) {
	for _, path := range []struct {
		rate  float64
		delay time.Duration
	}{{25e6, 20 * time.Millisecond}, {1e6, 50 * time.Millisecond}, {125e6, 5 * time.Millisecond}} {
		w, rtt := drive(t, path.rate, path.delay, 60000, 1<<30)
		holds := path.rate * path.delay.Seconds()
		require.InDelta(t, holds, w.holds(rtt), 0.03*holds, "%v", path)
		require.GreaterOrEqual(t, w.bytes, holds, "%v", path)
		require.LessOrEqual(t, w.bytes, probeGain*w.holds(rtt)+w.queue()+maxBurst, "%v", path)
		require.False(t, w.cycle.starting())
		require.False(t, w.rival.present())
	}
}

func TestReceiveWindowLimitsAShortPath(t *testing.T) {
	w, rtt := drive(t, 1e9, 100*time.Microsecond, 5000, 1<<20)
	require.LessOrEqual(t, w.available(1<<20, 1<<20, 1400, rtt), int(w.holds(rtt)))
	require.GreaterOrEqual(t, w.bytes, float64(1<<20))
	require.Zero(t, w.pacingRate(rtt), "timers are coarser than such a path")
}

func TestLongPathHoldsMoreThanTheSocketBuffer(t *testing.T) {
	w, rtt := drive(t, 125e6, 20*time.Millisecond, 60000, 1<<20)
	require.Greater(t, w.available(0, 1<<20, 1400, rtt), int(w.holds(rtt)), "what is on its way stands in no buffer")
	require.LessOrEqual(t, w.available(0, 1<<20, 1400, rtt), int(w.holds(rtt))+1<<20)
}

func TestBurstIsAPartOfTheWindow(t *testing.T) {
	for bytes, want := range map[float64]int{10_000: minBurst, 480_000: 30_000, 10e6: maxBurst} {
		w := window{bytes: bytes}
		require.Equal(t, want, w.burst())
	}
}
