package download

import (
	"fmt"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// takeBackAfter is how long a chunk is left alone; each time that its pieces are taken back, twice as long. Where
	// somebody else needs far less for it, it is left alone for takeBackTimes as long as that, but leastAlone at least.
	takeBackAfter = 500 * time.Millisecond
	takeBackTimes = 4
	leastAlone    = 100 * time.Millisecond
	// mostAlone: a chunk whose owner is slow, as was known when it was asked, is left alone for half the time that it should
	// take, but not for longer than this.
	mostAlone = 5 * time.Second
	// takeBackFactor: a chunk is taken back when somebody else is expected to fetch all that is left of it in less than
	// this part of the time its owner still needs. What its owner has sent of an unfinished piece is lost by it.
	takeBackFactor = 0.5
	// leastUntried is how long at least somebody who was never tried is taken to need.
	leastUntried = 500 * time.Millisecond
	// heardFor is for how long an owner that was heard of is taken to live: a chunk is not taken from one that sends to give it
	// to one that left.
	heardFor = 5 * time.Second
	// stallNoted is how long nothing may move before the person is told why.
	stallNoted = 5 * time.Second
)

// endgame tells whether all that is missing is on its way, and may come from another owner than it was asked of: the
// specification's shares may not.
func (a *Actor) endgame() bool {
	return a.ports.Settings.ChunkSplit != messages.SplitEqual && len(a.chunks) > 0 && a.wanted().Count() == 0
}

// takeBack lets idle owners have the chunks of slow ones, the fastest first, so that the last pieces are not held up by one
// straggler. Of who may be busy, or was never tried, only a last piece is asked, beside the owner that sends it, and only if it
// has the whole file.
func (a *Actor) takeBack(ctx port.Context, now time.Time) {
	if a.ending || !a.endgame() {
		return
	}
	for _, idle := range a.owners.fastest() {
		if !idle.free(now) {
			continue
		}
		doubtful := idle.busy > 0 || idle.pace.rate == 0 && !idle.invites(now)
		for range a.ports.Settings.MaxChunksPerOwner {
			f := a.slowest(idle, now)
			if f == nil || doubtful && !(idle.whole && a.doubles(f)) {
				break
			}
			if now.Sub(idle.heard) >= heardFor {
				if now.Sub(idle.asked) >= heardFor {
					a.inquire(ctx, idle)
				}
				break
			}
			if a.doubles(f) {
				a.double(ctx, f, idle)
				break
			}
			f.yielding, f.heir = true, idle // the pieces come back with the downloader's answer
			ctx.Send(f.downloader, &port.Yield{})
		}
	}
}

// doubles tells whether a chunk may be asked of a second owner, beside the first: it is the last piece, which would be begun
// anew if it was taken back. That goes to and fro for a minute where owners leave as soon as they are done.
func (a *Actor) doubles(f *fetching) bool {
	return f.left == 1 && a.owners.sources() < a.ports.Settings.MaxSplitnessRate
}

// double asks a second owner for the piece that is left of a chunk; whichever has sent it first counts (BitTorrent's end game:
// Cohen 2003, "Incentives Build Robustness in BitTorrent", section 2.4.4).
func (a *Actor) double(ctx port.Context, f *fetching, second *owner) {
	for i := range f.chunk.Count {
		if piece := f.chunk.First + i; !a.have.Has(piece) {
			if a.begin(ctx, second, messages.Chunk{First: piece, Count: 1}, takeBackAfter) {
				f.doubled, a.chunks[len(a.chunks)-1].doubled = true, true
			}
			return
		}
	}
}

// overtaken has the downloader stop whose last piece another one has brought.
func (a *Actor) overtaken(ctx port.Context, by *fetching) {
	for _, f := range a.chunks {
		if f.doubled && f != by && !f.yielding && a.complete(f.chunk) {
			f.yielding, f.cause = true, "somebody else has sent it"
			ctx.Send(f.downloader, &port.Yield{})
		}
	}
}

// complete tells whether all pieces of a chunk are here.
func (a *Actor) complete(chunk messages.Chunk) bool {
	for piece := chunk.First; piece < chunk.End(); piece++ {
		if !a.have.Has(piece) {
			return false
		}
	}
	return true
}

// inherit gives what is left of a chunk to the owner for whom it was taken back, before anybody else gets it again. The
// pieces are then left alone for twice as long, so that they do not go to and fro for ever.
func (a *Actor) inherit(ctx port.Context, f *fetching) {
	heir := f.heir
	if heir == nil || heir.state != ownerReady {
		return
	}
	left := func(piece int) bool { return !a.have.Has(piece) && heir.have.Has(piece) }
	for first := f.chunk.First; first < f.chunk.End() && heir.chunks < a.ports.Settings.MaxChunksPerOwner; {
		end := first
		for end < f.chunk.End() && left(end) {
			end++
		}
		if end > first && !a.begin(ctx, heir, messages.Chunk{First: first, Count: end - first}, 2*f.patience) {
			return
		}
		first = end + 1
	}
}

// slowest gives the chunk whose owner needs longest for the rest of it, if the idle owner would be much faster.
func (a *Actor) slowest(idle *owner, now time.Time) *fetching {
	var worst *fetching
	var longest time.Duration
	for _, f := range a.chunks {
		if f.yielding || f.doubled || f.owner == idle || now.Sub(f.began) < a.patience(f, idle) || !a.holds(idle, f) {
			continue
		}
		if needs := a.remaining(f, now); needs > longest {
			worst, longest = f, needs
		}
	}
	if worst == nil {
		return nil
	}
	alone := idle.pace.needs(a.leftBytes(worst))
	if idle.pace.rate == 0 {
		alone = max(longest/4, leastUntried) // it was never tried, but says that it has time
	}
	if float64(alone) >= takeBackFactor*float64(longest) {
		return nil
	}
	return worst
}

// patience is how long a chunk is left alone where an idle owner could have it.
func (a *Actor) patience(f *fetching, idle *owner) time.Duration {
	if f.patience > takeBackAfter {
		return f.patience // it went to and fro already
	}
	var expected time.Duration
	if f.owner.pace.rate > 0 {
		expected = min(f.owner.pace.needs(f.chunk.Range(a.file).Length)/2, mostAlone)
	}
	return max(expected, min(f.patience, max(takeBackTimes*idle.pace.needs(a.leftBytes(f)), leastAlone)))
}

// held leaves a chunk with its owner for as long as it is this node's own limit that makes it slow.
func (a *Actor) held(held *port.ChunkHeld) {
	if f := a.fetchingOn(held.Stream); f != nil {
		f.began = a.ports.Clock.Now()
	}
}

// holds tells whether an owner has all pieces that are left of a chunk.
func (a *Actor) holds(o *owner, f *fetching) bool {
	for i := range f.chunk.Count {
		if piece := f.chunk.First + i; !a.have.Has(piece) && !o.have.Has(piece) {
			return false
		}
	}
	return true
}

func (a *Actor) leftBytes(f *fetching) int64 {
	return min(int64(f.left)*a.file.PieceLength, f.chunk.Range(a.file).Length)
}

// remaining estimates how long a chunk still takes: by how much of it came, or by how long it has taken so far when it has
// shown none.
func (a *Actor) remaining(f *fetching, now time.Time) time.Duration {
	passed := now.Sub(f.began)
	came := f.stream.Received()
	if came.Count() == 0 {
		return max(passed, f.owner.pace.needs(a.leftBytes(f))-passed)
	}
	return time.Duration(float64(passed) * float64(came.Len()-came.Count()) / float64(came.Count()))
}

// noteStall says, once, why nothing moves.
func (a *Actor) noteStall(now time.Time) {
	if a.stalled || len(a.chunks) > 0 || now.Sub(a.moved) < stallNoted {
		return
	}
	a.stalled = true
	missing := a.have.Len() - a.have.Count()
	reason := "no owner is known to the tracker; waiting for one"
	if known := len(a.owners.all); known > 0 {
		reason = fmt.Sprintf("none of the %d known owners can give what is missing; waiting", known)
	}
	a.ports.Journal.Note(messages.DownloadStalled{At: a.at(), InfoHash: a.file.InfoHash, Missing: missing, Reason: reason})
}
