package download

import (
	"fmt"
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// firstRest and mostRest bound the back-off of an owner that failed.
	firstRest = 500 * time.Millisecond
	mostRest  = 30 * time.Second
	// neighbours is how many owners are asked what they have, though only MaxSplitnessRate of them send at a time: who
	// knows what many have, knows what is rare, and has somebody else at hand when one is busy or gone.
	neighbours = 12
	// refreshEvery is how often a part owner is asked what it has. It tells what is new of its own accord: this makes up for
	// news that were lost, and keeps them coming.
	refreshEvery = 10 * time.Second
	// mostRefresh is how seldom that is at most: an owner tells those who asked in the last 25 s.
	mostRefresh = 20 * time.Second
	// turnOverAfter is for how long an owner may have nothing to give before another one is tried instead.
	turnOverAfter = 2 * time.Second
	// turnOverEvery is how often another one is tried where those in use are busy.
	turnOverEvery = 2 * time.Second
	// idleAfter is for how long an owner may be asked for nothing before another one takes its place.
	idleAfter = 20 * time.Second
	// nearlyDoneShare: a download is nearly done when no more than this part of its pieces is missing.
	nearlyDoneShare = 20
	// maxStrikes: an owner whose pieces were wrong this often is dropped for good. The first may be an accident of its
	// disk or of the path.
	maxStrikes = 2
)

// wakeOwners takes owners into use while there are fewer than the settings allow, and for the last pieces a whole one beside
// them, if none is.
func (a *Actor) wakeOwners(ctx port.Context, now time.Time) {
	for a.owners.usable() < a.neighbours() {
		o := a.owners.next(a.nearlyDone(), now, a.ports.Rand.IntN)
		if o == nil {
			return
		}
		a.wake(ctx, o, now)
	}
	if a.nearlyDone() && a.owners.usable() == a.neighbours() && !a.owners.anyWhole() {
		if o := a.owners.next(true, now, a.ports.Rand.IntN); o != nil && o.told.Whole {
			a.wake(ctx, o, now)
		}
	}
}

// wake takes an owner into use.
func (a *Actor) wake(ctx port.Context, o *owner, now time.Time) {
	o.state, o.woken = ownerOpening, now
	ctx.Send(ctx.Parent(), &port.OpenPath{Owner: o.told.Addr, ReplyTo: ctx.Self()})
}

// nearlyDone tells whether so little is missing that what somebody has in part is hardly any of it.
func (a *Actor) nearlyDone() bool {
	pieces := a.have.Len()
	return pieces-a.have.Count() <= max(2*a.ports.Settings.MaxSplitnessRate, pieces/nearlyDoneShare)
}

// neighbours is how many owners may be in use. The specification's own policy knows only those that send.
func (a *Actor) neighbours() int {
	if a.ports.Settings.ChunkSplit == messages.SplitEqual {
		return a.ports.Settings.MaxSplitnessRate
	}
	return max(a.ports.Settings.MaxSplitnessRate, neighbours)
}

// turnOver makes room for owners that were not in use for longer, where those in use are busy, or have nothing that is wanted: part
// owners that got their pieces from each other would otherwise ask each other for ever for what none of them has.
func (a *Actor) turnOver(now time.Time) {
	want := a.wanted()
	if want.Count() == 0 {
		return
	}
	starved := a.owners.sources() < a.ports.Settings.MaxSplitnessRate && now.Sub(a.turned) >= a.rhythm.seldom(turnOverEvery)
	for _, o := range a.owners.all {
		if !o.idle(want, starved, now) {
			continue
		}
		if next := a.owners.next(a.nearlyDone(), now, a.ports.Rand.IntN); next == nil || next.woken.After(o.woken) {
			return
		}
		o.state, o.restTil, a.turned = ownerResting, now.Add(turnOverAfter), now
		return // one at a time: the next look goes on
	}
}

func (a *Actor) opened(ctx port.Context, opened *port.PathOpened) {
	o := a.owners.at(opened.Owner)
	if o == nil || o.state != ownerOpening {
		return
	}
	o.path = opened.Path
	ctx.Watch(o.path)
	o.state = ownerAsking
	a.inquire(ctx, o)
}

func (a *Actor) inquire(ctx port.Context, o *owner) {
	o.asked = a.ports.Clock.Now()
	ctx.Send(o.path, &port.Inquire{File: a.file.InfoHash, Pieces: a.file.Pieces(), ReplyTo: ctx.Self()})
}

// refresh asks part owners again for what they have.
func (a *Actor) refresh(ctx port.Context, now time.Time) {
	for _, o := range a.owners.all {
		if o.state == ownerReady && !o.whole && now.Sub(o.asked) >= min(a.rhythm.seldom(refreshEvery), mostRefresh) {
			a.inquire(ctx, o)
		}
	}
}

// answered takes in what an owner has. Its size must be the torrent's (specification, ask_file_size).
func (a *Actor) answered(ctx port.Context, told *port.OwnerAnswered) {
	o := a.owners.at(told.Owner)
	if o == nil || (o.state != ownerAsking && o.state != ownerReady) {
		return
	}
	if told.Length != a.file.Length || told.PieceLength != a.file.PieceLength {
		a.dropOwner(ctx, o, fmt.Sprintf("it has %d bytes in pieces of %d, the torrent says %d in pieces of %d",
			told.Length, told.PieceLength, a.file.Length, a.file.PieceLength))
		return
	}
	if o.state == ownerAsking {
		a.ports.Journal.Note(messages.OwnerChecked{At: a.at(), InfoHash: a.file.InfoHash, Owner: o.told.Node,
			Length: told.Length, Pieces: told.Have.Count(), Whole: told.Whole})
	}
	o.heard = a.ports.Clock.Now()
	fresh := o.state == ownerAsking
	o.state, o.have, o.whole, o.trip = ownerReady, told.Have, told.Whole, told.RoundTrip
	o.blockSize = told.BlockSize
	if fresh || a.couldSend(o, o.heard) {
		a.assign(ctx)
	}
}

// resized notes the block size of the next streams from an owner.
func (a *Actor) resized(told *port.BlockSizeChanged) {
	if o := a.owners.at(told.Owner); o != nil {
		o.blockSize = told.Bytes
	}
}

// couldSend tells whether an owner could be asked for something, if it has it: most news come while nothing can.
func (a *Actor) couldSend(o *owner, now time.Time) bool {
	switch sources := a.owners.sources(); {
	case now.Before(o.busyTil):
		return false
	case o.chunks > 0:
		return o.chunks < a.atOnce(o, sources)
	default:
		return sources < a.ports.Settings.MaxSplitnessRate || o.told.Whole && o.invites(now)
	}
}

func (a *Actor) refused(ctx port.Context, refused *port.OwnerRefused) {
	if o := a.owners.at(refused.Owner); o != nil && refused.Stream == 0 {
		a.restOwner(ctx, o, "it "+refused.Reason.String())
	}
}

// free takes in that an owner which was busy has a place, which it keeps for a moment only.
func (a *Actor) free(ctx port.Context, told *port.OwnerFree) {
	if o := a.owners.at(told.Owner); o != nil {
		o.busyTil, o.invited = time.Time{}, a.ports.Clock.Now()
		if o.state == ownerResting && o.rest == 0 && o.path != nil {
			o.state = ownerReady
		}
		a.assign(ctx)
	}
}

func (a *Actor) silent(ctx port.Context, addr netip.AddrPort) {
	if o := a.owners.at(addr); o != nil {
		a.restOwner(ctx, o, "it does not answer")
	}
}

// restOwner leaves an owner alone for a while, each time for longer.
func (a *Actor) restOwner(ctx port.Context, o *owner, reason string) {
	if !o.active() {
		return
	}
	a.ports.Journal.Note(messages.OwnerDropped{At: a.at(), InfoHash: a.file.InfoHash, Owner: o.told.Node, Reason: reason})
	o.state = ownerResting
	o.rest = min(max(2*o.rest, firstRest), mostRest)
	o.restTil = a.ports.Clock.Now().Add(o.rest)
	a.wakeOwners(ctx, a.ports.Clock.Now())
}

// dropOwner never asks an owner again: what is still on its way from it goes to others too.
func (a *Actor) dropOwner(ctx port.Context, o *owner, reason string) {
	o.state = ownerDropped
	for _, f := range a.chunks {
		if f.owner == o && !f.yielding {
			f.yielding, f.cause = true, reason
			ctx.Send(f.downloader, &port.Yield{})
		}
	}
	a.ports.Journal.Note(messages.OwnerDropped{At: a.at(), InfoHash: a.file.InfoHash, Owner: o.told.Node, Reason: reason})
}

// pathGone takes in that a path ended: its owner may be asked again later, on a new one.
func (a *Actor) pathGone(ctx port.Context, path port.PID) {
	if o := a.owners.onPath(path); o != nil {
		o.path = nil
		a.restOwner(ctx, o, "its path ended")
	}
}
