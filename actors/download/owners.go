package download

import (
	"fmt"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// inquiryInterval is how often an owner of a part is asked what it has. It tells what is new by itself; a question
	// makes up for messages that were lost and keeps the news coming.
	inquiryInterval = 10 * time.Second
	// maxInquiryInterval bounds that interval where pieces arrive slowly: an owner sends news to those who asked within
	// the last 25 s.
	maxInquiryInterval = 20 * time.Second
)

// openPath takes an owner into use: the peer is asked for its path. A BitTorrent peer has a remote already.
func (a *Actor) openPath(ctx port.Context, o *owner, now time.Time) {
	o.open(now)
	if o.stock {
		o.state = ownerAsking
		a.inquire(ctx, o)
		return
	}
	ctx.Send(ctx.Parent(), &port.OpenPath{Owner: o.announced.Addr, ReplyTo: ctx.Self()})
}

func (a *Actor) pathOpened(ctx port.Context, opened *port.PathOpened) {
	o := a.owners.at(opened.Owner)
	if o == nil || o.state != ownerOpening {
		return
	}
	o.path = opened.Path
	ctx.Watch(o.path)
	o.state = ownerAsking
	a.inquire(ctx, o)
}

// pathDenied leaves an owner alone that this node does not greet now.
func (a *Actor) pathDenied(denied *port.PathDenied) {
	if o := a.owners.at(denied.Owner); o != nil && o.state == ownerOpening {
		o.makeWay(denied.Until)
	}
}

// inquire asks an owner what it has.
func (a *Actor) inquire(ctx port.Context, o *owner) {
	o.inquired = a.ports.Clock.Now()
	ctx.Send(o.path, &port.Inquire{File: a.file.InfoHash, Pieces: a.file.Pieces(), ReplyTo: ctx.Self()})
}

// refresh asks owners of a part, and those that were forgiven, again what they have.
func (a *Actor) refresh(ctx port.Context, now time.Time) {
	interval := min(a.interval.stretch(inquiryInterval), maxInquiryInterval)
	for _, o := range a.owners.list() {
		forgiven := o.forgive(now)
		if o.ready() && (forgiven || !o.whole && now.Sub(o.inquired) >= interval) {
			a.inquire(ctx, o)
		}
	}
}

// ownerStarved gives an owner more work, whose path could carry more than it has.
func (a *Actor) ownerStarved(ctx port.Context, starved *port.OwnerStarved) {
	if o := a.owners.at(starved.Owner); o != nil {
		o.window = int64(starved.Window)
		a.assign(ctx)
	}
}

// ownerAnswered takes in what an owner has. Its size must be the torrent's (specification, ask_file_size).
func (a *Actor) ownerAnswered(ctx port.Context, told *port.OwnerAnswered) {
	o := a.owners.at(told.Owner)
	if o == nil || (o.state != ownerAsking && o.state != ownerReady) {
		return
	}
	if told.Length != a.file.PaddedLength() || told.PieceLength != a.file.PieceLength {
		a.sizeDisagrees(ctx, o, fileSize{told.Length, told.PieceLength})
		return
	}
	first := o.state == ownerAsking
	if first {
		a.ports.Journal.Note(messages.OwnerChecked{At: a.at(), InfoHash: a.file.InfoHash, Owner: o.node(),
			Length: told.Length, Pieces: told.Have.Count(), Whole: told.Whole})
	}
	now := a.ports.Clock.Now()
	o.answer(told, now)
	if first || couldBegin(&a.state, o, now, a.ports.Settings) {
		a.assign(ctx)
	}
}

// sizeDisagrees lets an owner rest that says another size than the torrent, and drops it when it says so again.
func (a *Actor) sizeDisagrees(ctx port.Context, o *owner, said fileSize) {
	reason := fmt.Sprintf("it has %d bytes in pieces of %d, the torrent says %d in pieces of %d",
		said.length, said.pieceLength, a.file.PaddedLength(), a.file.PieceLength)
	o.noteReply()
	if o.disagree(said) {
		a.dropOwner(ctx, o, reason)
		a.fillNeighbours(ctx, a.ports.Clock.Now())
		return
	}
	a.restOwner(ctx, o, reason)
}

// blockSizeChanged notes the block size of the next streams from an owner.
func (a *Actor) blockSizeChanged(changed *port.BlockSizeChanged) {
	if o := a.owners.at(changed.Owner); o != nil {
		o.blockSize = changed.Bytes
	}
}

func (a *Actor) ownerRefused(ctx port.Context, refused *port.OwnerRefused) {
	if o := a.owners.at(refused.Owner); o != nil && refused.Stream == 0 {
		o.noteReply()
		a.restOwner(ctx, o, "it "+refused.Reason.String())
	}
}

// ownerFree takes in that an owner offers a slot, which it keeps for a moment only.
func (a *Actor) ownerFree(ctx port.Context, told *port.OwnerFree) {
	if o := a.owners.at(told.Owner); o != nil {
		o.offer(a.ports.Clock.Now())
		o.resume()
		a.assign(ctx)
	}
}

// ownerSilent takes in that an owner does not answer. A BitTorrent peer is silent when its connection has ended:
// Terminated follows.
func (a *Actor) ownerSilent(ctx port.Context, o *owner) {
	switch {
	case o == nil || !o.active():
	case o.stock: // its remote has noted that it left
		o.rest(a.ports.Clock.Now())
		a.fillNeighbours(ctx, a.ports.Clock.Now())
	default:
		o.noteSilence()
		a.restOwner(ctx, o, fmt.Sprintf("it does not answer at %v", o.announced.Addr))
	}
}

// restOwner leaves an owner alone for a while after a failure, each time for longer.
func (a *Actor) restOwner(ctx port.Context, o *owner, reason string) {
	if !o.active() {
		return
	}
	a.noteDropped(o, reason)
	o.rest(a.ports.Clock.Now())
	a.fillNeighbours(ctx, a.ports.Clock.Now())
}

// dropOwner asks an owner for nothing more, until it is given another chance. Its chunks in flight go to others.
func (a *Actor) dropOwner(ctx port.Context, o *owner, reason string) {
	o.state = ownerDropped
	o.drop(a.ports.Clock.Now())
	for _, t := range a.transfers {
		if t.owner == o && !t.yielding {
			a.stopTransfer(ctx, t, reason)
		}
	}
	a.noteDropped(o, reason)
	if o.stock {
		a.distrust(ctx, o)
	}
}

// retryDropped gives the owners that were dropped another chance when nothing has moved for a while: each may have what
// the others lack.
func (a *Actor) retryDropped(now time.Time) {
	if !a.isStalled(now) {
		return
	}
	for _, o := range a.owners.list() {
		if o.state == ownerDropped && o.mayTryAgain(now) {
			o.contact.tryAgain()
			o.trust.tryAgain()
		}
	}
}

func (a *Actor) noteDropped(o *owner, reason string) {
	a.ports.Journal.Note(messages.OwnerDropped{At: a.at(), InfoHash: a.file.InfoHash, Owner: o.node(),
		Reason: reason})
}

// pathEnded takes in that a path has ended. Its owner may be asked again later, on a new one. The path of an owner that
// is in use ends when the owner is silent: Terminated may arrive before OwnerSilent.
func (a *Actor) pathEnded(ctx port.Context, path port.PID) {
	if o := a.owners.onPath(path); o != nil {
		a.ownerSilent(ctx, o)
		if o.path = nil; o.stock {
			a.owners.forget(o)
		}
	}
}
