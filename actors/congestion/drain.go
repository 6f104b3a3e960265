package congestion

import "time"

// drainGain is the window gain while the path is drained (BBR, ProbeRTTCwndGain).
const drainGain = 0.5

// draining reports whether the path is being drained, and begins and ends drains. A standing queue hides the shortest
// round trip, so when that has to be measured anew, little is asked for during two round trips (BBR, ProbeRTT). All
// paths drain when the clock shows a multiple of shortestLifetime: paths that share a bottleneck see it empty only if
// they drain together. The paths of one host do, and those of other hosts as far as their clocks agree.
func (w *window) draining(rtt *roundTrip, now time.Time) bool {
	switch {
	case now.Before(w.drainUntil):
		return true
	case !w.drainUntil.IsZero():
		w.drainUntil = time.Time{}
		rtt.endDrain(now)
	case rtt.drainDue(now) && !w.cycle.starting():
		w.drainUntil = now.Add(2 * rtt.smoothed)
		rtt.beginDrain(now)
		return true
	}
	return false
}
