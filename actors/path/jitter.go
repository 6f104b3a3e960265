package path

import "time"

// lotLeast is of how many round trips a mean says something.
const lotLeast = 8

// lot is round trips whose mean is compared with the shortest of them. A queue that stands meanwhile is in both.
type lot struct {
	sum      time.Duration
	shortest time.Duration
	count    int
}

func (l *lot) add(took time.Duration) {
	l.sum += took
	if l.count++; l.count == 1 || took < l.shortest {
		l.shortest = took
	}
}

// above is how much longer the mean is than the shortest; ok tells whether there are enough of them.
func (l *lot) above() (longer time.Duration, ok bool) {
	if l.count < lotLeast {
		return 0, false
	}
	return l.sum/time.Duration(l.count) - l.shortest, true
}

// jitter is by how much round trips are longer on average than the shortest, on account of the path and not of a queue: as
// much more is on its way over a full path. Until the path has been drained for the first time, the average of all rounds
// tells; then the drains do, and of the last two that in which less was seen, as for the shortest.
type jitter struct {
	more   time.Duration
	before time.Duration // in the drain before the last
	drains int
	lot    lot       // what is being looked at: a round, or a drain
	from   time.Time // what was sent before does not count
}

func (j *jitter) sample(took time.Duration, now time.Time) {
	if !now.Add(-took).Before(j.from) {
		j.lot.add(took)
	}
}

// turn ends a round trip in which the path was not drained.
func (j *jitter) turn() {
	if more, ok := j.lot.above(); ok && j.drains == 0 {
		j.more += time.Duration(float64(more-j.more) * roundWeight)
	}
	j.lot = lot{}
}

// drain begins to look at the path without a queue.
func (j *jitter) drain(now time.Time) { j.lot, j.from = lot{}, now }

// drained ends that.
func (j *jitter) drained() {
	more, ok := j.lot.above()
	j.lot = lot{}
	if !ok {
		return
	}
	if j.drains++; j.drains == 1 {
		j.before = j.more
	}
	j.more, j.before = min(more, j.before), more
}

// leastJitter is what bursts and timers make of themselves: the queue that a path keeps takes care of it.
const leastJitter = 3 * time.Millisecond

// typical is the mean round trip of the path without a queue. Jitter is believed up to half of the shortest: beyond that it
// is a machine that is too busy, or somebody else's queue that comes and goes.
func (r *roundTrip) typical() time.Duration {
	if r.jitter.more < leastJitter {
		return r.least
	}
	return r.least + min(r.jitter.more, r.least/2)
}
