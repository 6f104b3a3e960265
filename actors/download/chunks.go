package download

import (
	"fmt"

	"swarm/actors/port"
	"swarm/messages"
)

func (a *Actor) pieceDone(ctx port.Context, done *port.PieceDone) {
	if t := a.transferOn(done.Stream); t != nil {
		a.pieceVerified(ctx, t, done.Piece)
	}
}

// pieceVerified counts a piece that is on disk, once.
func (a *Actor) pieceVerified(ctx port.Context, t *transfer, piece int) {
	if !a.have.Set(piece) {
		return
	}
	now := a.ports.Clock.Now()
	bytes := a.file.PieceRange(piece).Length
	t.missing--
	a.interval.pieceArrived(now)
	a.fetchedBytes += bytes
	t.owner.pieceVerified(bytes, now)
	a.ports.Journal.Note(messages.PieceVerified{At: a.at(), InfoHash: a.file.InfoHash, Piece: piece, Bytes: bytes,
		Owner: t.owner.node()})
	ctx.Send(a.spec.Seeder, &port.Gained{})
	if a.spec.Contacts != nil {
		ctx.Send(a.spec.Contacts, &port.Gained{})
	}
	a.stopOvertaken(ctx, t)
}

// pieceBad notes a wrong piece against its owner: all blocks of a piece come from one owner, so nobody else is to
// blame.
func (a *Actor) pieceBad(ctx port.Context, bad *port.PieceBad) {
	t := a.transferOn(bad.Stream)
	if t == nil {
		return
	}
	a.ports.Journal.Note(messages.PieceRejected{At: a.at(), InfoHash: a.file.InfoHash, Piece: bad.Piece,
		Owner: t.owner.node()})
	if t.owner.pieceBad(bad.Piece, a.ports.Clock.Now()) {
		a.dropOwner(ctx, t.owner, "most of its pieces are wrong")
	}
}

func (a *Actor) chunkDone(ctx port.Context, done *port.ChunkDone) {
	t := a.transferOn(done.Stream)
	if t == nil {
		return
	}
	// A downloader that crashed may not have sent PieceDone for each piece.
	for piece := t.chunk.First; piece < t.chunk.End(); piece++ {
		a.pieceVerified(ctx, t, piece)
	}
	a.ports.Journal.Note(messages.ChunkReceived{At: a.at(), InfoHash: a.file.InfoHash, Chunk: t.chunk,
		Owner: t.owner.node(), Bytes: t.chunk.Range(a.file).Length, Took: done.Took})
	a.endTransfer(ctx, t)
	if !a.finish(ctx) {
		a.assign(ctx)
	}
}

// chunkFailed makes what is missing of a chunk wanted again, and decides what becomes of its owner.
func (a *Actor) chunkFailed(ctx port.Context, failed *port.ChunkFailed) {
	t := a.transferOn(failed.Stream)
	if t == nil {
		return
	}
	reason := failed.Cause.Detail
	if failed.Cause.Kind == port.ChunkYielded && t.stopReason != "" {
		reason = t.stopReason
	}
	a.giveUp(ctx, t, reason)
	switch failed.Cause.Kind {
	case port.ChunkDisk:
		a.fail(ctx, failed.Cause.Detail)
		return
	case port.ChunkSilent, port.ChunkRefused, port.ChunkStalled:
		a.restOwner(ctx, t.owner, failed.Cause.Detail)
	case port.ChunkBusy:
		t.owner.refuse(a.ports.Clock.Now())
	case port.ChunkYielded:
		a.inherit(t, a.ports.Settings.MaxChunksPerOwner, executor{a, ctx})
	case port.ChunkSpoiled: // PieceBad was handled
	case port.ChunkResized: // the owner is not to blame
	}
	a.assign(ctx)
}

// downloaderGivenUp remembers why a downloader is about to end: Terminated follows.
func (a *Actor) downloaderGivenUp(child *port.ChildGivenUp) {
	if t := a.transferBy(child.Child); t != nil {
		t.stopReason = "its downloader crashed too often: " + child.Cause
	}
}

// terminated takes in that a downloader or a path has ended.
func (a *Actor) terminated(ctx port.Context, who port.PID) {
	t := a.transferBy(who)
	if t == nil {
		a.pathEnded(ctx, who)
		return
	}
	if t.stopReason == "" {
		t.stopReason = "its downloader ended"
	}
	a.giveUp(ctx, t, t.stopReason)
	a.restOwner(ctx, t.owner, t.stopReason)
	a.assign(ctx)
}

// giveUp ends a transfer that was not completed.
func (a *Actor) giveUp(ctx port.Context, t *transfer, reason string) {
	a.ports.Journal.Note(messages.ChunkReassigned{At: a.at(), InfoHash: a.file.InfoHash, Chunk: t.chunk,
		Owner: t.owner.node(), Left: t.missing, Reason: reason})
	a.endTransfer(ctx, t)
}

// finish has the store give the file its final name when every wanted piece is on disk. It reports whether the download
// is ending.
func (a *Actor) finish(ctx port.Context) bool {
	if a.ending || a.missing() > 0 {
		return a.ending
	}
	a.ending = true
	a.ports.Store.Finish(a.spec.File, ctx.Self())
	return true
}

func (a *Actor) finished(ctx port.Context, done *port.Finished) {
	if a.ended {
		return
	}
	a.ended = true
	a.ports.Journal.Note(messages.DownloadFinished{At: a.at(), File: a.file, Path: messages.FilePath(done.FilePath),
		Bytes: a.fetchedBytes, Took: a.ports.Clock.Now().Sub(a.began)})
	ctx.Send(ctx.Parent(), &port.DownloadEnded{File: a.file.InfoHash})
}

// fail ends a download that cannot go on. It does so once: a full disk fails all chunks in flight. What is verified
// stays on disk for the next try.
func (a *Actor) fail(ctx port.Context, reason string) {
	if a.ended {
		return
	}
	a.ending, a.ended = true, true
	a.ports.Journal.Note(messages.DownloadFailed{At: a.at(), Torrent: a.spec.Torrent, Name: a.file.Name,
		Reason: fmt.Sprintf("%s; what is verified is kept: the same command goes on from there", reason)})
	ctx.Send(ctx.Parent(), &port.DownloadEnded{File: a.file.InfoHash, Reason: reason})
}
