package congestion

import "time"

const (
	// firstTimeout is the timeout before a round trip is known (RFC 9002, section 6.2.2, begins with 333 ms).
	firstTimeout = 300 * time.Millisecond
	// minTimeout keeps probes apart on short paths, where timers are coarser than round trips.
	minTimeout = 30 * time.Millisecond
	// MaxTimeout is the longest time to wait for an answer to a packet that is not a request for blocks.
	MaxTimeout = 2 * time.Second
	// firstBlocksTimeout is the timeout for blocks before a round trip is known (RFC 6298, section 2): the owner may
	// have other receivers to serve first.
	firstBlocksTimeout = time.Second
	// maxBlocksTimeout bounds the timeout for blocks, which come slowly over a slow uplink.
	maxBlocksTimeout = 10 * time.Second
	// maxDoublings bounds how often the probe timeout is doubled, and maxProbeSpans how many spans one probe gives up.
	maxDoublings  = 4
	maxProbeSpans = 4
)

// answerTimeout returns how long to wait for an answer before the question is repeated.
func (r *roundTrip) answerTimeout() time.Duration {
	if !r.known() {
		return firstTimeout
	}
	return min(r.timeout(), MaxTimeout)
}

// blocksTimeout returns how long to wait for blocks, which may stand in the owner's queue for longer than any answer
// takes.
func (r *roundTrip) blocksTimeout() time.Duration {
	if !r.known() {
		return firstBlocksTimeout
	}
	return min(r.timeout(), maxBlocksTimeout)
}

// timeout returns after what time an answer is late, as far as the measured round trips tell (RFC 6298, section 2.3).
func (r *roundTrip) timeout() time.Duration { return max(r.smoothed+4*r.variation, minTimeout) }

// probeTimeoutAt returns when the probe timeout expires if nothing arrives before. It doubles with each probe (RFC
// 9002, section 6.2) up to MaxTimeout.
func (f *flight) probeTimeoutAt(timeout time.Duration) time.Time {
	return f.timeoutFrom.Add(min(timeout<<min(f.probes, maxDoublings), max(timeout, MaxTimeout)))
}

// expire takes the oldest spans for lost after a probe timeout, and returns them: one the first time, and up to
// maxProbeSpans when nothing has arrived between timeouts.
func (f *flight) expire(now time.Time) []*SentSpan {
	f.probes++
	f.timeoutFrom = now
	var lost []*SentSpan
	for range min(f.probes, maxProbeSpans) {
		if oldest := f.takeOldest(); oldest != nil {
			lost = append(lost, oldest)
		}
	}
	return lost
}
