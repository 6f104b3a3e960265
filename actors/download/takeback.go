package download

import (
	"cmp"
	"slices"
	"time"

	"swarm/messages"
)

const (
	// defaultPatience is for how long a chunk is not taken back. The time doubles each time its pieces are taken back,
	// so that they do not go to and fro.
	defaultPatience = 500 * time.Millisecond
	// idlePatienceFactor: where an idle owner is known to be fast, the patience is this many times as long as that
	// owner needs, if that is less than defaultPatience. It is never less than minPatience.
	idlePatienceFactor = 4
	minPatience        = 100 * time.Millisecond
	// maxPatience bounds the patience with an owner that was known to be slow when it was asked. It is otherwise half
	// the time that the owner should take for the chunk.
	maxPatience = 5 * time.Second
	// takeBackFactor: a chunk is taken back when an idle owner should need less than this part of the time that its
	// owner still needs. The blocks of an unfinished piece are lost by it.
	takeBackFactor = 0.5
	// minUntriedTime is how long an idle owner whose rate is not known is taken to need, at least.
	minUntriedTime = 500 * time.Millisecond
	// aliveFor is for how long an owner is taken to be there after it was last heard. A chunk is not taken from an
	// owner that sends it and given to one that may have left.
	aliveFor = 5 * time.Second
)

// takeBack gives chunks of slow owners to idle ones, the fastest first, when all missing pieces are in flight. The last
// pieces of the file are then not held up by one straggler.
//
// A last piece is not taken back but asked of a second owner, too (see mayDouble). An idle owner that may be busy, or
// was never tried, gets nothing else, and only if it has the whole file.
func (p *adaptiveSplit) takeBack(s *state, now time.Time, act actions) {
	if !p.endGame(s) {
		return
	}
	for _, idle := range s.owners.fastestFirst() {
		if !idle.free(now) || idle.isDoubtful(now) {
			continue
		}
		doubtful := idle.mayBeBusy() || !idle.measured() && !idle.invites(now)
		for range p.settings.MaxChunksPerOwner {
			t := s.slowestTransfer(idle, now)
			if t == nil || doubtful && !(idle.whole && p.mayDouble(s, t)) {
				break
			}
			if now.Sub(idle.lastHeard) >= aliveFor {
				if now.Sub(idle.inquired) >= aliveFor {
					act.inquire(idle)
				}
				break
			}
			if p.mayDouble(s, t) {
				s.double(t, idle, act)
				break
			}
			act.yield(t, idle) // the pieces are wanted again when the downloader has answered
		}
	}
}

// inherit gives what is missing of a chunk to the owner for whom it was taken back, before anybody else gets it. Each
// run of missing pieces becomes a chunk, and is not taken back for twice as long as before.
func (s *state) inherit(t *transfer, maxChunks int, act actions) {
	heir := t.heir
	if heir == nil || !heir.ready() {
		return
	}
	missing := func(piece int) bool { return !s.have.Has(piece) && heir.has(piece) }
	for first := t.chunk.First; first < t.chunk.End() && heir.chunks < maxChunks; {
		end := first
		for end < t.chunk.End() && missing(end) {
			end++
		}
		if end > first {
			inherited := act.begin(heir, messages.Chunk{First: first, Count: end - first})
			if inherited == nil {
				return
			}
			inherited.patience = 2 * t.patience
		}
		first = end + 1
	}
}

// slowestTransfer returns the transfer that takes longest, of those that an idle owner could complete; nil if the idle
// owner would not be much faster.
func (s *state) slowestTransfer(idle *owner, now time.Time) *transfer {
	var slowest *transfer
	var longest time.Duration
	for _, t := range s.transfers {
		if t.yielding || t.doubled || t.owner == idle || now.Sub(t.began) < s.patienceWith(t, idle) ||
			!s.canComplete(idle, t.chunk) {
			continue
		}
		if remaining := s.remainingTime(t, now); remaining > longest {
			slowest, longest = t, remaining
		}
	}
	if slowest == nil {
		return nil
	}
	idleTime := idle.timeFor(s.missingBytes(slowest))
	if !idle.measured() {
		idleTime = max(longest/4, minUntriedTime)
	}
	if float64(idleTime) >= takeBackFactor*float64(longest) {
		return nil
	}
	return slowest
}

// patienceWith returns for how long a transfer is not taken back where an idle owner could complete it.
func (s *state) patienceWith(t *transfer, idle *owner) time.Duration {
	if t.patience > defaultPatience {
		return t.patience // its pieces were taken back before
	}
	var expected time.Duration
	if t.owner.measured() {
		expected = min(t.owner.timeFor(t.chunk.Range(s.file).Length)/2, maxPatience)
	}
	idleTime := idle.timeFor(s.missingBytes(t))
	return max(expected, min(t.patience, max(idlePatienceFactor*idleTime, minPatience)))
}

// remainingTime estimates how long a transfer still takes: by how many of its blocks have arrived, or, when none has,
// by how long it has taken so far.
func (s *state) remainingTime(t *transfer, now time.Time) time.Duration {
	passed := now.Sub(t.began)
	received := t.stream.Received()
	if received.Count() == 0 {
		return max(passed, t.owner.timeFor(s.missingBytes(t))-passed)
	}
	return time.Duration(float64(passed) * float64(received.Len()-received.Count()) / float64(received.Count()))
}

// fastestFirst returns the owners by rate.
func (r *roster) fastestFirst() []*owner {
	ordered := slices.Clone(r.all)
	slices.SortStableFunc(ordered, func(a, b *owner) int { return cmp.Compare(b.bytesPerSecond, a.bytesPerSecond) })
	return ordered
}
