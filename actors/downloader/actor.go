package downloader

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// stallCheck is how often a downloader looks whether anything came. A path that crashed has forgotten what was asked
	// of it, so the first answer to silence is to ask again.
	stallCheck = 2 * time.Second
	// stallLimit is how many such looks in a row may find nothing.
	stallLimit = 3
)

// Ports are what a downloader needs of the world.
type Ports struct {
	Clock port.Clock
	Store port.PieceStore
}

// Actor is one downloader.
type Actor struct {
	ports    Ports
	spec     port.DownloaderSpec
	pieces   *pieces
	began    time.Time
	progress bool // something came since the last look
	stalls   int  // looks in a row that found nothing
	timer    port.Timer
	ending   *port.ChunkFailure // why the chunk is given up; set while pieces are still being written
	over     bool               // the parent has been told
	near     bool               // and that hardly anything is missing
	orphan   bool               // the path has ended: nothing more is said to it
}

// stallDue is the downloader's timer.
type stallDue struct{ of *Actor }

// New makes a downloader.
func New(ports Ports, spec port.DownloaderSpec) actor.Actor {
	return &Actor{ports: ports, spec: spec}
}

// Receive deals with one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Restarting:
		a.rest()
	case *actor.Stopping:
		a.rest()
		ctx.Unwatch(a.spec.Path)
		a.drop(ctx)
	case *port.BlocksPlaced:
		a.placed(ctx, message)
	case *port.Held:
		a.progress = true // nobody is to blame
		ctx.Send(ctx.Parent(), &port.ChunkHeld{Stream: a.spec.Stream.ID()})
	case *port.PieceKept:
		a.kept(ctx, message.Piece)
	case *port.PieceSpoiled:
		a.spoiled(ctx, message.Piece)
	case *port.StoreFailed:
		a.failedToKeep(ctx, message)
	case *port.OwnerRefused:
		a.giveUp(ctx, port.ChunkFailure{Kind: refusedKind(message.Reason), Detail: "the owner " + message.Reason.String()})
	case *port.BlocksTooLarge:
		a.giveUp(ctx, port.ChunkFailure{Kind: port.ChunkResized, Detail: "the path carries smaller blocks only"})
	case *port.OwnerSilent, *actor.Terminated:
		a.orphan = true
		a.giveUp(ctx, port.ChunkFailure{Kind: port.ChunkSilent, Detail: "the owner does not answer"})
	case *port.Yield:
		a.giveUp(ctx, port.ChunkFailure{Kind: port.ChunkYielded, Detail: "an idle owner is faster"})
	case *stallDue:
		a.look(ctx, message)
	}
}

func (a *Actor) start(ctx port.Context) {
	a.began = a.ports.Clock.Now()
	a.pieces = newPieces(a.spec.File.File(), a.spec.Chunk, a.spec.Stream.Spec().BlockSize)
	ctx.Watch(a.spec.Path)
	received := a.spec.Stream.Received()
	for i := range a.spec.Chunk.Count {
		if a.spec.File.Has(a.spec.Chunk.First + i) {
			a.pieces.kept(a.spec.Chunk.First + i)
		}
	}
	for block := received.NextSet(0); block < received.Len(); block = received.NextSet(block + 1) {
		a.pieces.came(block)
	}
	a.keep(ctx)
	if a.finish(ctx) {
		return
	}
	if !received.Full() {
		a.ask(ctx)
	}
	a.arm(ctx)
}

func (a *Actor) rest() {
	if a.timer != nil {
		a.timer.Stop()
	}
}

func (a *Actor) ask(ctx port.Context) {
	ctx.Send(a.spec.Path, &port.Fetch{File: a.spec.File.File().InfoHash, Have: a.spec.Have, Stream: a.spec.Stream, ReplyTo: ctx.Self()})
}

func (a *Actor) placed(ctx port.Context, placed *port.BlocksPlaced) {
	a.progress = true
	for _, run := range placed.Runs {
		if run.Stream == a.spec.Stream.ID() {
			a.pieces.run(run)
		}
	}
	a.tell(ctx)
	a.keep(ctx)
}

// tell says, once, that hardly anything is missing.
func (a *Actor) tell(ctx port.Context) {
	if a.near || a.spec.Near == 0 {
		return
	}
	received := a.spec.Stream.Received()
	if int64(received.Len()-received.Count())*int64(a.spec.Stream.Spec().BlockSize) <= a.spec.Near {
		a.near = true
		ctx.Send(ctx.Parent(), &port.ChunkNear{Stream: a.spec.Stream.ID()})
	}
}

// keep has the pieces verified and written that became complete.
func (a *Actor) keep(ctx port.Context) {
	if a.ending != nil {
		return
	}
	base := a.spec.Stream.Spec().Range.Offset
	for _, piece := range a.pieces.takeComplete() {
		offset := a.spec.File.File().PieceRange(piece).Offset - base
		a.ports.Store.Keep(a.spec.File, piece, a.spec.Stream.Spec().Buffer, offset, ctx.Self())
	}
}

func (a *Actor) kept(ctx port.Context, piece int) {
	a.progress = true
	if a.pieces.kept(piece) {
		ctx.Send(ctx.Parent(), &port.PieceDone{Stream: a.spec.Stream.ID(), Piece: piece})
	}
	if !a.finish(ctx) {
		a.end(ctx)
	}
}

func (a *Actor) spoiled(ctx port.Context, piece int) {
	a.pieces.dropped(piece)
	ctx.Send(ctx.Parent(), &port.PieceBad{Stream: a.spec.Stream.ID(), Piece: piece})
	a.giveUp(ctx, port.ChunkFailure{Kind: port.ChunkSpoiled, Detail: "a piece's hash was wrong"})
}

func (a *Actor) failedToKeep(ctx port.Context, failed *port.StoreFailed) {
	a.pieces.dropped(failed.Piece)
	a.giveUp(ctx, port.ChunkFailure{Kind: port.ChunkDisk, Detail: failed.Cause.Error()})
}

// finish ends the downloader if every piece is on disk.
func (a *Actor) finish(ctx port.Context) bool {
	if !a.pieces.done() || a.over {
		return a.over
	}
	a.over = true
	ctx.Send(a.spec.Path, &port.Confirm{File: a.spec.File.File().InfoHash, Stream: a.spec.Stream.ID(),
		Bytes: a.spec.Stream.Spec().Range.Length})
	ctx.Send(ctx.Parent(), &port.ChunkDone{Stream: a.spec.Stream.ID(), Took: a.ports.Clock.Now().Sub(a.began)})
	return true
}

// giveUp begins the end of a chunk that cannot be completed here. The first reason counts, unless the disk fails.
func (a *Actor) giveUp(ctx port.Context, why port.ChunkFailure) {
	if a.ending == nil || why.Kind == port.ChunkDisk {
		a.ending = &why
	}
	a.drop(ctx)
	a.end(ctx)
}

func refusedKind(reason messages.RefusalReason) port.ChunkFailureKind {
	if reason == messages.RefusalBusy {
		return port.ChunkBusy
	}
	return port.ChunkRefused
}

// drop tells the path that no more of the chunk is wanted.
func (a *Actor) drop(ctx port.Context) {
	if !a.orphan {
		ctx.Send(a.spec.Path, &port.Drop{Stream: a.spec.Stream.ID()})
	}
}

// end tells the parent that the chunk is given up, once no piece of it is being written any more.
func (a *Actor) end(ctx port.Context) {
	if a.ending == nil || a.over || a.pieces.keeping() > 0 {
		return
	}
	a.over = true
	ctx.Send(ctx.Parent(), &port.ChunkFailed{Stream: a.spec.Stream.ID(), Cause: *a.ending})
}
