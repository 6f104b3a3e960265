package download

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// announcementValidFor is for how long an owner is taken to be there because the tracker named it: nodes leave.
	announcementValidFor = 10 * time.Second
	// minUseTime is for how long an owner is in use at least before it makes way, and for how long it is then left
	// alone.
	minUseTime = 2 * time.Second
	// makeWayInterval is how often an owner makes way because it is busy.
	makeWayInterval = 2 * time.Second
	// maxIdleTime is for how long an owner may be asked for nothing before it makes way.
	maxIdleTime = 20 * time.Second
	// nearlyDoneShare: a download is nearly done when at most one in 20 of its pieces is missing.
	nearlyDoneShare = 20
)

// fillNeighbours takes owners into use while there are fewer than the policy allows. For the last pieces it takes one
// more that has the whole file, if no such owner is in use.
func (a *Actor) fillNeighbours(ctx port.Context, now time.Time) {
	for a.owners.inUse() < a.policy.neighbours() {
		o := a.owners.next(a.nearlyDone(), now, a.ports.Rand.IntN)
		if o == nil {
			return
		}
		a.openPath(ctx, o, now)
	}
	if a.nearlyDone() && a.owners.inUse() == a.policy.neighbours() && !a.owners.anyWhole() {
		if o := a.owners.next(true, now, a.ports.Rand.IntN); o != nil && o.announced.Whole {
			a.openPath(ctx, o, now)
		}
	}
}

// nearlyDone reports whether so little is missing that an owner of a part is unlikely to have it.
func (a *Actor) nearlyDone() bool {
	return a.missing() <= max(2*a.ports.Settings.MaxSplitnessRate, a.have.Len()/nearlyDoneShare)
}

// replaceIdle has at most one owner make way that is busy or has nothing that is wanted, for one that was not in use
// for longer. Without this, owners of a part that have their pieces from each other would ask each other forever for
// what none of them has.
func (a *Actor) replaceIdle(now time.Time) {
	want := a.wanted()
	if want.Count() == 0 {
		return
	}
	starved := a.owners.senders() < a.ports.Settings.MaxSplitnessRate &&
		now.Sub(a.madeWayAt) >= a.interval.stretch(makeWayInterval)
	for _, o := range a.owners.list() {
		if !o.isIdle(want, starved, now) {
			continue
		}
		next := a.owners.next(a.nearlyDone(), now, a.ports.Rand.IntN)
		if next != nil && !next.usedSince.After(o.usedSince) {
			o.makeWay(now.Add(minUseTime))
			a.madeWayAt = now
		}
		return
	}
}

// isIdle reports whether an owner that is in use has sent nothing for a while, or cannot send anything. A busy owner
// counts as idle only where the download is starved: where fewer owners send than may.
func (o *owner) isIdle(want messages.Bitfield, starved bool, now time.Time) bool {
	used := now.Sub(o.usedSince)
	switch {
	case !o.ready() || o.chunks > 0 || used < minUseTime:
		return false
	case used >= maxIdleTime && now.Sub(o.lastBegun) >= maxIdleTime:
		return true
	}
	return o.mayBeBusy() && starved || !o.offers(want)
}

// next returns the owner to take into use next; nil when there is none. Owners that the tracker named lately, and
// BitTorrent peers, which are connected, come first, and for a download that is nearly done those of the whole file
// before other ones. Among equals the one that was in use least recently comes first. Several that never were in use
// are chosen from at random: the tracker names the same owners first to everybody. Owners that were asked and never
// answered come last of all.
func (r *roster) next(nearlyDone bool, now time.Time, random func(n int) int) *owner {
	var best *owner
	equals, highest := 0, 0
	for _, o := range r.all {
		if !o.usable(now) {
			continue
		}
		switch rank := o.useRank(nearlyDone, now); {
		case best == nil || rank > highest || rank == highest && o.usedSince.Before(best.usedSince):
			best, equals, highest = o, 1, rank
		case rank == highest && o.usedSince.Equal(best.usedSince):
			if equals++; random(equals) == 0 {
				best = o
			}
		}
	}
	return best
}

// useRank returns how good an owner is to take into use; more is better.
func (o *owner) useRank(nearlyDone bool, now time.Time) int {
	switch {
	case o.isSilent():
		return -1
	case !o.stock && now.Sub(o.announcedAt) >= announcementValidFor:
		return 0
	case nearlyDone && o.announced.Whole:
		return 2
	}
	return 1
}
