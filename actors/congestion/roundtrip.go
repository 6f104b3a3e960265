package congestion

import "time"

// shortestLifetime is for how long the shortest round trip counts; then the path is drained to measure it anew (BBR,
// MinRTTFilterLen). It is as much longer for each lifetimeStep of the round trip.
const (
	shortestLifetime = 10 * time.Second
	lifetimeStep     = 100 * time.Millisecond
)

// roundTrip estimates how long an answer takes: smoothed, and how much that varies (RFC 6298; RFC 9002, section 5), and
// the shortest time, which is that of a path without a queue.
type roundTrip struct {
	smoothed  time.Duration // 0: not known
	variation time.Duration
	shortest  time.Duration // a drain replaces it
	greeting  time.Duration // the first that was measured without blocks

	measuredAt time.Time     // when shortest was measured: when the path began, and at the end of each drain
	sinceDrain time.Duration // the shortest round trip since the last drain began
	lastDrain  time.Duration // what sinceDrain was at the end of the drain before
	jitter     jitter
}

// known reports whether a round trip was measured.
func (r *roundTrip) known() bool { return r.smoothed > 0 }

// sample takes in one measured round trip.
func (r *roundTrip) sample(took time.Duration, now time.Time) {
	took = max(took, time.Microsecond)
	if r.shortest == 0 {
		r.measuredAt = now
	}
	if r.shortest == 0 || took < r.shortest {
		r.shortest = took
	}
	if r.sinceDrain == 0 || took < r.sinceDrain {
		r.sinceDrain = took
	}
	r.jitter.sample(took, now)
	if !r.known() {
		r.smoothed, r.variation = took, took/2
		return
	}
	r.variation += ((r.smoothed - took).Abs() - r.variation) / 4
	r.smoothed += (took - r.smoothed) / 8
}

// short reports whether the path is so short that the receive window alone limits it (shortPath). A path whose round
// trip is not known yet is short too.
func (r *roundTrip) short() bool { return r.shortest < shortPath }

// endRound ends a round trip in which the path was not drained.
func (r *roundTrip) endRound() { r.jitter.endRound() }

// drainDue reports whether the shortest round trip has to be measured anew.
func (r *roundTrip) drainDue(now time.Time) bool {
	return r.measuredAt.Before(now.Truncate(r.lifetime()))
}

// lifetime returns for how long the shortest round trip counts. A drain leaves a path half used for two round trips:
// over a long path that may happen more seldom, so that it costs a fiftieth of the time at most.
func (r *roundTrip) lifetime() time.Duration {
	return shortestLifetime * (1 + r.shortest/lifetimeStep)
}

// beginDrain begins to measure the shortest round trip anew.
func (r *roundTrip) beginDrain(now time.Time) {
	r.sinceDrain = 0
	r.jitter.beginDrain(now)
}

// endDrain makes the shortest round trip that of the last two drains: one alone may have been spoilt by another flow.
func (r *roundTrip) endDrain(now time.Time) {
	r.measuredAt = now
	r.jitter.endDrain()
	if r.sinceDrain == 0 {
		return
	}
	if r.lastDrain == 0 {
		r.lastDrain = r.shortest
	}
	r.shortest, r.lastDrain = min(r.sinceDrain, r.lastDrain), r.sinceDrain
}
