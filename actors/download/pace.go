package download

import (
	"math"
	"time"
)

// pace measures how fast verified bytes come from an owner.
type pace struct {
	rate  float64   // bytes per second; 0: not known
	since time.Time // the begin of the current sample
	bytes int64     // in it
}

// paceSample is how long a sample is at least: several pieces at the usual rates.
const paceSample = 200 * time.Millisecond

// begin notes that something was asked of an owner that had nothing to do.
func (p *pace) begin(now time.Time) { p.since, p.bytes = now, 0 }

// add notes verified bytes.
func (p *pace) add(bytes int64, now time.Time) {
	p.bytes += bytes
	passed := now.Sub(p.since)
	if passed <= 0 || (passed < paceSample && p.rate > 0) {
		return
	}
	sample := float64(p.bytes) / passed.Seconds()
	if p.rate == 0 {
		p.rate = sample
	}
	p.rate += (sample - p.rate) / 2
	p.since, p.bytes = now, 0
}

// needs is how long so many bytes take; a long time when the pace is not known.
func (p *pace) needs(bytes int64) time.Duration {
	if p.rate <= 0 {
		return time.Hour
	}
	return time.Duration(min(float64(bytes)/p.rate, 3600) * float64(time.Second))
}

const (
	// chunkTime is how long an owner may take for a chunk. What is asked of a slow one is not asked of others, who may have
	// it sooner, and cannot be passed on before it is here.
	chunkTime = time.Second
)

// chunk is how long the next chunk may be, in bytes, and 0 for one piece: of an owner nothing is known of at first. most is
// the configured length.
func (p *pace) chunk(most int64) int64 {
	return min(int64(p.rate*chunkTime.Seconds()), most)
}

const (
	// aheadTrips is for how many round trips an owner has work beside the configured chunks: a chunk that is all asked for
	// keeps its place until it came, is verified and written, and a long and fast path must not run dry meanwhile.
	aheadTrips = 3
	// mostAhead bounds the chunks that are in flight on account of that: their buffers are memory.
	mostAhead = 6
)

// atOnce is how many chunks an owner is given at a time: the configured number, and more over a path that holds much. On
// a short one more than are needed would only push each other out of the processor's cache.
func (p *pace) atOnce(configured int, chunkLength int64, trip time.Duration) int {
	ahead := math.Round(p.rate * aheadTrips * trip.Seconds() / float64(max(chunkLength, 1)))
	return max(configured, int(min(float64(configured)+ahead, mostAhead)))
}

const (
	// nearTime is how long before the end of a chunk the next one is asked for, beside a few round trips.
	nearTime = 250 * time.Millisecond
	// leastNear: what is shorter is asked for without waiting for anything.
	leastNear = 64 << 10
)

// near is how many bytes of a chunk are missing when the owner's next one is asked for. Earlier, that one would be kept from
// others, who may have it sooner, for longer than is needed. Where no pace is known, all of the chunk: it may be a fast one.
func (p *pace) near(length int64, trip time.Duration) int64 {
	if p.rate == 0 {
		return length
	}
	return max(int64(p.rate*(nearTime+aheadTrips*trip).Seconds()), leastNear)
}
