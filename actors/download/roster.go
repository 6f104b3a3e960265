package download

import (
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
	told    messages.Owner // by the tracker
	state   ownerState
	path    port.PID
	have    messages.Bitfield
	whole   bool
	chunks  int           // in flight
	asked   time.Time     // when it was last asked what it has
	restTil time.Time     // while resting
	rest    time.Duration // the last back-off
	woken   time.Time     // when it was last taken into use; zero: never
	trip    time.Duration // round trip
	strikes int           // pieces that were wrong
	pace    pace
}

func (o *owner) active() bool {
	return o.state == ownerOpening || o.state == ownerAsking || o.state == ownerReady
}

// offers tells whether the owner has a piece that is wanted.
func (o *owner) offers(want messages.Bitfield) bool {
	for piece := want.NextSet(0); piece < want.Len(); piece = want.NextSet(piece + 1) {
		if o.have.Has(piece) {
			return true
		}
	}
	return false
}

// roster is the owners of a file, in the order in which they became known.
type roster struct{ all []*owner }

// learn takes in what the tracker says of an owner, and tells whether it is one that was not known.
func (r *roster) learn(told messages.Owner) bool {
	if old := r.at(told.Addr); old != nil {
		old.told = told
		return false
	}
	if len(r.all) >= maxOwners && !r.evict() {
		return false
	}
	r.all = append(r.all, &owner{told: told})
	return true
}

// evict makes room by forgetting the oldest owner that is not in use.
func (r *roster) evict() bool {
	for i, o := range r.all {
		if !o.active() && o.chunks == 0 {
			r.all = append(r.all[:i], r.all[i+1:]...)
			return true
		}
	}
	return false
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

// next gives the owner to take into use next: of those that may be asked, the one that was not for longest.
func (r *roster) next(now time.Time) *owner {
	var best *owner
	for _, o := range r.all {
		if o.state == ownerResting && !now.Before(o.restTil) && (best == nil || o.woken.Before(best.woken)) {
			best = o
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

// hungriest gives the owners, those with the fewest chunks in flight first: where the room for chunks is short, slow owners
// would hold all of it otherwise, while a fast one has nothing to do.
func (r *roster) hungriest() []*owner {
	ordered := slices.Clone(r.all)
	slices.SortStableFunc(ordered, func(a, b *owner) int { return a.chunks - b.chunks })
	return ordered
}
