package congestion

import "time"

// minSamples is how many round trips a mean needs to be used.
const minSamples = 8

// samples is a set of round trips: their mean and the shortest of them. A queue that stands during all of them
// lengthens both alike, so their difference is the jitter of the path.
type samples struct {
	sum      time.Duration
	shortest time.Duration
	count    int
}

// add counts one round trip.
func (s *samples) add(roundTrip time.Duration) {
	s.sum += roundTrip
	if s.count++; s.count == 1 || roundTrip < s.shortest {
		s.shortest = roundTrip
	}
}

// excess returns by how much the mean exceeds the shortest round trip; ok is false while there are too few samples.
func (s *samples) excess() (excess time.Duration, ok bool) {
	if s.count < minSamples {
		return 0, false
	}
	return s.sum/time.Duration(s.count) - s.shortest, true
}

// jitter estimates by how much the mean round trip exceeds the shortest because of the path itself, not of a queue. A
// path holds that much more data: at 25 MB/s, 10 ms of jitter are 250 KB. Until the path was drained for the first
// time, the estimate is an average over rounds; later it is taken from drains only, and is the lower of the last two,
// as for the shortest round trip.
type jitter struct {
	excess      time.Duration // the estimate
	beforeDrain time.Duration // what the drain before the last one showed
	drains      int
	samples     samples   // of the round, or of the drain, that is going on
	countFrom   time.Time // round trips that began earlier do not count
}

// sample counts a round trip that ended now.
func (j *jitter) sample(roundTrip time.Duration, now time.Time) {
	if !now.Add(-roundTrip).Before(j.countFrom) {
		j.samples.add(roundTrip)
	}
}

// endRound ends a round trip in which the path was not drained.
func (j *jitter) endRound() {
	if excess, ok := j.samples.excess(); ok && j.drains == 0 {
		j.excess += time.Duration(float64(excess-j.excess) * roundWeight)
	}
	j.samples = samples{}
}

// beginDrain begins to sample the path without a queue.
func (j *jitter) beginDrain(now time.Time) { j.samples, j.countFrom = samples{}, now }

// endDrain ends the drain and takes its samples into the estimate.
func (j *jitter) endDrain() {
	excess, ok := j.samples.excess()
	j.samples = samples{}
	if !ok {
		return
	}
	if j.drains++; j.drains == 1 {
		j.beforeDrain = j.excess
	}
	j.excess, j.beforeDrain = min(excess, j.beforeDrain), excess
}

// minJitter is the jitter that bursts and timers cause by themselves. The queue that a path keeps makes up for it.
const minJitter = 3 * time.Millisecond

// typical returns the mean round trip of the path without a queue. At most half of the shortest round trip counts as
// jitter: more comes from a machine that is too busy, or from the queue of another flow that comes and goes.
func (r *roundTrip) typical() time.Duration {
	if r.jitter.excess < minJitter {
		return r.shortest
	}
	return r.shortest + min(r.jitter.excess, r.shortest/2)
}
