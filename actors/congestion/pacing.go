package congestion

import "time"

const (
	// pacingSlack is how far a path may be behind its pace and catch up at once: timers are no finer than a
	// millisecond.
	pacingSlack = 2 * time.Millisecond
	// pacingGain is how much faster than the path's rate may be asked, so that the window, not the pace, is the limit.
	pacingGain = 1.5
)

// pacer spreads requests over time. While data arrives steadily, each arrival lets one request go. After a gap the
// whole window would be asked for at once, and the answers would overflow the bottleneck's queue.
type pacer struct {
	nextAt time.Time // when more may be asked for
}

// ready reports whether something may be asked for now.
func (p *pacer) ready(now time.Time) bool { return !p.nextAt.After(now) }

// sent counts bytes that were asked for. rate is in bytes per second; 0 means that requests are not paced.
func (p *pacer) sent(bytes int, rate float64, now time.Time) {
	if rate <= 0 {
		return
	}
	if earliest := now.Add(-pacingSlack); p.nextAt.Before(earliest) {
		p.nextAt = earliest
	}
	p.nextAt = p.nextAt.Add(time.Duration(float64(bytes) / rate * float64(time.Second)))
}

// pacingRate returns how fast data may be asked for, in bytes per second; 0 means at once. It is above the path's rate,
// so that only what would arrive as a flood is spread.
func (w *window) pacingRate(rtt *roundTrip) float64 {
	switch {
	case rtt.short():
		return 0
	case w.rival.present() && w.drainUntil.IsZero():
		return pacingGain * w.bytes / rtt.smoothed.Seconds()
	case w.cycle.growing() && !w.rounds.sawSwelling():
		return startupPace * w.bytes / rtt.typical().Seconds()
	}
	return max(pacingGain, w.cycle.gain()) * w.rates.highest() / (1 - w.rounds.chanceLoss())
}
