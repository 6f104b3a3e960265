package download

import (
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

func (a *Actor) pieceDone(ctx port.Context, done *port.PieceDone) {
	if f := a.fetchingOn(done.Stream); f != nil {
		a.verified(ctx, f, done.Piece)
	}
}

// verified counts one piece that is on disk.
func (a *Actor) verified(ctx port.Context, f *fetching, piece int) {
	if !a.have.Set(piece) {
		return
	}
	f.left--
	a.rhythm.came(a.ports.Clock.Now())
	bytes := a.file.PieceRange(piece).Length
	a.fetched += bytes
	f.owner.pace.add(bytes, a.ports.Clock.Now())
	f.owner.rest, f.owner.busy, f.owner.heard = 0, 0, a.ports.Clock.Now()
	a.ports.Journal.Note(messages.PieceVerified{At: a.at(), InfoHash: a.file.InfoHash, Piece: piece, Bytes: bytes,
		Owner: f.owner.told.Node})
	ctx.Send(a.spec.Seeder, &port.Gained{})
	a.overtaken(ctx, f)
}

// pieceBad counts against the owner: all blocks of a piece come from one owner, so there is nobody else to blame.
func (a *Actor) pieceBad(ctx port.Context, bad *port.PieceBad) {
	f := a.fetchingOn(bad.Stream)
	if f == nil {
		return
	}
	a.ports.Journal.Note(messages.PieceRejected{At: a.at(), InfoHash: a.file.InfoHash, Piece: bad.Piece, Owner: f.owner.told.Node})
	if f.owner.strikes++; f.owner.strikes >= maxStrikes && f.owner.state != ownerDropped {
		a.dropOwner(ctx, f.owner, "its pieces are wrong")
	}
}

func (a *Actor) chunkDone(ctx port.Context, done *port.ChunkDone) {
	f := a.fetchingOn(done.Stream)
	if f == nil {
		return
	}
	for i := range f.chunk.Count { // a crash of the downloader may have lost a PieceDone
		a.verified(ctx, f, f.chunk.First+i)
	}
	a.ports.Journal.Note(messages.ChunkReceived{At: a.at(), InfoHash: a.file.InfoHash, Chunk: f.chunk,
		Owner: f.owner.told.Node, Bytes: f.chunk.Range(a.file).Length, Took: done.Took})
	a.end(ctx, f)
	if !a.finish(ctx) {
		a.assign(ctx)
	}
}

// chunkFailed puts what is left of a chunk back, and decides what becomes of its owner.
func (a *Actor) chunkFailed(ctx port.Context, failed *port.ChunkFailed) {
	f := a.fetchingOn(failed.Stream)
	if f == nil {
		return
	}
	reason := failed.Cause.Detail
	if failed.Cause.Kind == port.ChunkYielded && f.cause != "" {
		reason = f.cause
	}
	a.reassign(ctx, f, reason)
	switch failed.Cause.Kind {
	case port.ChunkDisk:
		a.fail(ctx, failed.Cause.Detail)
		return
	case port.ChunkSilent, port.ChunkRefused, port.ChunkStalled:
		a.restOwner(ctx, f.owner, failed.Cause.Detail)
	case port.ChunkBusy:
		f.owner.busyUntil(a.ports.Clock.Now())
	case port.ChunkYielded:
		a.inherit(ctx, f)
	case port.ChunkSpoiled: // said and counted elsewhere
	case port.ChunkResized: // the owner is as good as before
	}
	a.assign(ctx)
}

// chunkGivenUp remembers why a downloader will end: Terminated follows.
func (a *Actor) chunkGivenUp(given *port.ChildGivenUp) {
	if f := a.fetchingOf(given.Child); f != nil {
		f.cause = "its downloader crashed too often: " + given.Cause
	}
}

func (a *Actor) terminated(ctx port.Context, who port.PID) {
	f := a.fetchingOf(who)
	if f == nil {
		a.pathGone(ctx, who)
		return
	}
	if f.cause == "" {
		f.cause = "its downloader ended"
	}
	a.reassign(ctx, f, f.cause)
	a.restOwner(ctx, f.owner, f.cause)
	a.assign(ctx)
}

func (a *Actor) reassign(ctx port.Context, f *fetching, reason string) {
	a.ports.Journal.Note(messages.ChunkReassigned{At: a.at(), InfoHash: a.file.InfoHash, Chunk: f.chunk,
		Owner: f.owner.told.Node, Left: f.left, Reason: reason})
	a.end(ctx, f)
}

// finish asks for the final name when every piece is there.
func (a *Actor) finish(ctx port.Context) bool {
	if a.ending || !a.have.Full() {
		return a.ending
	}
	a.ending = true
	a.ports.Store.Finish(a.spec.File, ctx.Self())
	return true
}

func (a *Actor) finished(ctx port.Context, done *port.Finished) {
	if a.over {
		return
	}
	a.over = true
	a.ports.Journal.Note(messages.DownloadFinished{At: a.at(), File: a.file, Path: messages.FilePath(done.FilePath), Bytes: a.fetched,
		Took: a.ports.Clock.Now().Sub(a.began)})
	ctx.Send(ctx.Parent(), &port.DownloadEnded{File: a.file.InfoHash})
}

// fail ends a download that cannot go on, once: a full disk fails all chunks in flight. What is verified stays on disk for
// the next try.
func (a *Actor) fail(ctx port.Context, reason string) {
	if a.over {
		return
	}
	a.ending, a.over = true, true
	a.ports.Journal.Note(messages.DownloadFailed{At: a.at(), Torrent: a.spec.Torrent, Name: a.file.Name,
		Reason: fmt.Sprintf("%s; what is verified is kept: the same command goes on from there", reason)})
	ctx.Send(ctx.Parent(), &port.DownloadEnded{File: a.file.InfoHash, Reason: reason})
}
