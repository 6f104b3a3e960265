package download

import (
	"cmp"
	"math"
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// maxOwners bounds how many owners one download remembers.
const maxOwners = 64

// ownerState is how far this node is with an owner.
type ownerState uint8

const (
	ownerResting ownerState = iota // not in use: not yet, or not now
	ownerOpening                   // the path is asked for
	ownerAsking                    // it is asked what it has, and was never heard yet
	ownerReady                     // it told what it has
	ownerDropped                   // never again
)

// owner is an owner as this download sees it.
type owner struct {
	told      messages.Owner // by the tracker
	named     time.Time      // when the tracker named it last
	state     ownerState
	path      port.PID
	have      messages.Bitfield
	whole     bool
	blockSize int           // bytes of payload to ask of it; its path tells
	chunks    int           // in flight
	asked     time.Time     // when it was last asked what it has
	restTil   time.Time     // while resting
	rest      time.Duration // the last back-off
	busyTil   time.Time     // it said that it serves others: nothing is asked of it until then
	busy      time.Duration // the last back-off of that kind
	invited   time.Time     // when it last said that it has a place, if nothing was asked of it since
	source    time.Time     // since when it sends something
	heard     time.Time     // when it last told what it has, or a piece of it was verified
	begun     time.Time     // when it was last asked for a chunk
	woken     time.Time     // when it was last taken into use; zero: never
	trip      time.Duration // round trip
	strikes   int           // pieces that were wrong
	pace      pace

	promised float64 // what may be expected of it, while owners are put in order
}

func (o *owner) active() bool {
	return o.state == ownerOpening || o.state == ownerAsking || o.state == ownerReady
}

// offers tells whether the owner has a piece that is wanted.
func (o *owner) offers(want messages.Bitfield) bool { return want.Intersects(o.have) }

const (
	// firstBusy and mostBusy bound how long an owner that is busy is left alone if it does not say that it has a place: it may
	// have forgotten who asked.
	firstBusy = 4 * time.Second
	mostBusy  = 16 * time.Second
)

// busyUntil leaves an owner alone that serves others, each time for longer.
func (o *owner) busyUntil(now time.Time) {
	if now.Before(o.busyTil) {
		return // another chunk was refused at the same time
	}
	o.busy = min(max(2*o.busy, firstBusy), mostBusy)
	o.busyTil = now.Add(o.busy)
}

// idle tells whether an owner gave, or can give, nothing for a while.
func (o *owner) idle(want messages.Bitfield, starved bool, now time.Time) bool {
	switch since := now.Sub(o.woken); {
	case o.state != ownerReady || o.chunks > 0 || since < turnOverAfter:
		return false
	case since >= idleAfter && now.Sub(o.begun) >= idleAfter:
		return true
	}
	return o.busy > 0 && starved || !o.offers(want)
}

// roster is the owners of a file, in the order in which they became known.
type roster struct {
	all     []*owner
	ordered []*owner            // room for an order of them
	haves   []messages.Bitfield // room for what they have
}

// learn takes in what the tracker says of an owner, and tells whether it is one that was not known, and which one was
// forgotten for it.
func (r *roster) learn(told messages.Owner, now time.Time) (fresh bool, forgotten *owner) {
	if old := r.at(told.Addr); old != nil {
		old.told, old.named = told, now
		return false, nil
	}
	if len(r.all) >= maxOwners {
		if forgotten = r.evict(); forgotten == nil {
			return false, nil
		}
	}
	r.all = append(r.all, &owner{told: told, named: now})
	return true, forgotten
}

// evict makes room by forgetting the oldest owner that is not in use; nil when there is none.
func (r *roster) evict() *owner {
	for i, o := range r.all {
		if !o.active() && o.chunks == 0 {
			r.all = append(r.all[:i], r.all[i+1:]...)
			return o
		}
	}
	return nil
}

func (r *roster) at(addr netip.AddrPort) *owner {
	for _, o := range r.all {
		if o.told.Addr == addr {
			return o
		}
	}
	return nil
}

func (r *roster) onPath(path port.PID) *owner {
	for _, o := range r.all {
		if o.path != nil && o.path.Equal(path) {
			return o
		}
	}
	return nil
}

// namedFor is for how long the tracker's word that somebody owns a file is news: nodes leave.
const namedFor = 10 * time.Second

// next gives the owner to take into use next: of those that may be asked, one that the tracker named of late before others,
// and of these the one that was not asked for longest, and by chance where several never were: those that the tracker names
// first are named first to everybody. For a download that is nearly done, those come first that are whole.
func (r *roster) next(nearlyDone bool, now time.Time, random func(n int) int) *owner {
	rank := func(o *owner) int {
		switch {
		case now.Sub(o.named) >= namedFor:
			return 0
		case nearlyDone && o.told.Whole:
			return 2
		}
		return 1
	}
	var best *owner
	same, highest := 0, 0
	for _, o := range r.all {
		if o.state != ownerResting || now.Before(o.restTil) {
			continue
		}
		switch of := rank(o); {
		case best == nil || of > highest || of == highest && o.woken.Before(best.woken):
			best, same, highest = o, 1, of
		case of == highest && o.woken.Equal(best.woken):
			if same++; random(same) == 0 {
				best = o
			}
		}
	}
	return best
}

func (r *roster) usable() int {
	count := 0
	for _, o := range r.all {
		if o.active() {
			count++
		}
	}
	return count
}

// anyWhole tells whether an owner that is in use has the whole file.
func (r *roster) anyWhole() bool {
	return slices.ContainsFunc(r.all, func(o *owner) bool { return o.active() && o.told.Whole })
}

// fastest gives the owners, those first from whom data came fastest.
func (r *roster) fastest() []*owner {
	ordered := slices.Clone(r.all)
	slices.SortStableFunc(ordered, func(a, b *owner) int { return cmp.Compare(b.pace.rate, a.pace.rate) })
	return ordered
}

// ready gives what each owner has that told it. The answer is good until the next question.
func (r *roster) ready() []messages.Bitfield {
	r.haves = r.haves[:0]
	for _, o := range r.all {
		if o.state == ownerReady {
			r.haves = append(r.haves, o.have)
		}
	}
	return r.haves
}

// sources counts the owners that send something.
func (r *roster) sources() int {
	count := 0
	for _, o := range r.all {
		if o.chunks > 0 {
			count++
		}
	}
	return count
}

// hungriest gives the owners that told what they have, those with the fewest chunks in flight first: where the room for chunks is
// short, slow owners would hold all of it otherwise, while a fast one has nothing to do. Of those that send nothing the most
// promising is first: if it were chance, half of a swarm would wait for owners that have too much to do, while others have
// nothing. Among equals each may be first: turn says who. The answer is good until the next question.
func (r *roster) hungriest(turn int, now time.Time) []*owner {
	r.ordered = r.ordered[:0]
	for i := range r.all {
		if o := r.all[(turn+i)%len(r.all)]; o.state == ownerReady {
			o.promised = o.promise(now)
			r.ordered = append(r.ordered, o)
		}
	}
	slices.SortStableFunc(r.ordered, func(a, b *owner) int {
		return cmp.Or(a.chunks-b.chunks, cmp.Compare(b.promised, a.promised))
	})
	return r.ordered
}

// promise orders the owners that send nothing by what may be expected of them: one that says that it has nothing to do comes
// first, then those whose pace is not known, or is not known any more, and then the faster one.
func (o *owner) promise(now time.Time) float64 {
	switch {
	case o.chunks > 0:
		return 0
	case o.invites(now):
		return math.Inf(1)
	case o.pace.rate == 0 || now.Sub(o.begun) >= fresherAfter:
		return math.MaxFloat64
	}
	return o.pace.rate
}
