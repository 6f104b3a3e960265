package download

import (
	"time"

	"swarm/messages"
)

const (
	// sourceFor is for how long an owner that sends is kept at least.
	sourceFor = time.Second
	// fresherAfter is after how long what is known of an owner's pace says nothing any more.
	fresherAfter = 10 * time.Second
	// relieveFactor is how much faster somebody else has to be.
	relieveFactor = 1.5
	// invitedFor is for how long an owner that says that it has nothing to do is taken at its word.
	invitedFor = time.Second
)

// relieved gives the slowest of the owners that send, if as many send as may and another one, which is faster or was not
// tried of late, could take its place: it gets no more chunks, and the place is free when the last one is there. Otherwise
// everybody would stay with those of whom everybody heard first, and the uplinks of others would have nothing to do.
func (a *Actor) relieved(want messages.Bitfield, sources int, now time.Time) *owner {
	if sources < a.ports.Settings.MaxSplitnessRate {
		return nil
	}
	var slowest *owner
	for _, o := range a.owners.all {
		if o.chunks > 0 && now.Sub(o.source) >= sourceFor && (slowest == nil || o.pace.rate < slowest.pace.rate) {
			slowest = o
		}
	}
	if slowest == nil {
		return nil
	}
	for _, o := range a.owners.all {
		if o.free(now) && (o.invites(now) || now.Sub(o.begun) >= fresherAfter || o.pace.rate > relieveFactor*slowest.pace.rate) && o.offers(want) {
			return slowest
		}
	}
	return nil
}

// invites tells whether an owner said of late that it has a place, and was not asked for anything since.
func (o *owner) invites(now time.Time) bool { return now.Sub(o.invited) < invitedFor }

// free tells whether an owner that sends nothing could be asked for something.
func (o *owner) free(now time.Time) bool {
	return o.state == ownerReady && o.chunks == 0 && !now.Before(o.busyTil)
}
