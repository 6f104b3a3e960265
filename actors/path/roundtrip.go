package path

import "time"

const (
	// firstProbe is used before the first round trip is measured (RFC 9002, section 6.2.2, starts from 333 ms).
	firstProbe = 300 * time.Millisecond
	// leastProbe keeps probes apart on short paths, where timers are coarser than round trips.
	leastProbe = 30 * time.Millisecond
	// mostProbe bounds the waiting on long ones.
	mostProbe = 2 * time.Second
	// firstBlocks is how long to wait for the first blocks of all while no round trip is known (RFC 6298, section 2): the
	// owner may have others to serve first.
	firstBlocks = time.Second
	// mostBlocks bounds the waiting for blocks over slow uplinks.
	mostBlocks = 10 * time.Second
	// leastBelieved is for how long the shortest round trip is believed (BBR, MinRTTFilterLen).
	leastBelieved = 10 * time.Second
)

// roundTrip estimates how long an answer takes (RFC 6298, RFC 9002 section 5).
type roundTrip struct {
	smoothed  time.Duration // 0: not known
	variation time.Duration
	least     time.Duration // the shortest; window.drain lets it be measured anew
	leastAt   time.Time     // when it was measured last: at the path's begin, and by draining it
	drained   time.Duration // the shortest since the path began to be drained last
	before    time.Duration // what drained was when it had been drained the time before
	jitter    jitter
}

func (r *roundTrip) known() bool { return r.smoothed > 0 }

func (r *roundTrip) sample(took time.Duration, now time.Time) {
	took = max(took, time.Microsecond)
	if r.least == 0 {
		r.leastAt = now
	}
	if r.least == 0 || took < r.least {
		r.least = took
	}
	if r.drained == 0 || took < r.drained {
		r.drained = took
	}
	r.jitter.sample(took, now)
	if !r.known() {
		r.smoothed, r.variation = took, took/2
		return
	}
	r.variation += ((r.smoothed - took).Abs() - r.variation) / 4
	r.smoothed += (took - r.smoothed) / 8
}

// anew takes as the shortest round trip what the last two drains of the path showed: one alone may have been spoilt by
// somebody who shares it.
func (r *roundTrip) anew(now time.Time) {
	r.leastAt = now
	r.jitter.drained()
	if r.drained == 0 {
		return
	}
	if r.before == 0 {
		r.before = r.least
	}
	r.least, r.before = min(r.drained, r.before), r.drained
}

// probeAfter is how long to wait for an answer before something is asked again.
func (r *roundTrip) probeAfter() time.Duration {
	if !r.known() {
		return firstProbe
	}
	return min(r.late(), mostProbe)
}

// blocksAfter is how long to wait for blocks, which may stand in the owner's queue for longer than any answer takes.
func (r *roundTrip) blocksAfter() time.Duration {
	if !r.known() {
		return firstBlocks
	}
	return min(r.late(), mostBlocks)
}

// late is when what was asked for is late, as far as the round trips tell (RFC 6298, section 2.3).
func (r *roundTrip) late() time.Duration { return max(r.smoothed+4*r.variation, leastProbe) }
