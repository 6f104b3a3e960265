package downloader

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// stallInterval is how often a downloader checks whether a block has arrived. A path that crashed has forgotten
	// what was asked of it, so the first answer to silence is to ask again.
	stallInterval = 2 * time.Second
	// maxStalls is after how many intervals in a row without a block the chunk is given up.
	maxStalls = 3
)

// Ports are what a downloader needs of the world.
type Ports struct {
	Clock port.Clock
	Store port.PieceStore
}

// Actor is one downloader.
type Actor struct {
	ports        Ports
	spec         port.DownloaderSpec
	pieces       *pieces
	began        time.Time
	progressed   bool // something has happened since the last check for a stall
	stalls       int  // checks in a row that found no progress
	timer        port.Timer
	failure      *port.ChunkFailure // why the chunk is given up; nil while it is fetched
	reported     bool               // ChunkDone or ChunkFailed was sent
	nearReported bool               // ChunkNear was sent
	pathEnded    bool               // the path receives nothing more
}

// stallDue is the downloader's timer. A restarted downloader ignores the timer of the incarnation before. Traces of
// simulations name this type.
type stallDue struct{ incarnation *Actor }

// New returns a downloader.
func New(ports Ports, spec port.DownloaderSpec) actor.Actor {
	return &Actor{ports: ports, spec: spec}
}

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Restarting:
		a.stopTimer()
	case *actor.Stopping:
		a.stop(ctx)
	case *port.BlocksPlaced:
		a.blocksPlaced(ctx, message)
	case *port.Held:
		a.heldByLimit(ctx)
	case *port.PieceKept:
		a.pieceKept(ctx, message.Piece)
	case *port.PieceSpoiled:
		a.pieceSpoiled(ctx, message.Piece)
	case *port.StoreFailed:
		a.storeFailed(ctx, message)
	case *port.OwnerRefused:
		a.giveUp(ctx, refusalKind(message.Reason), "the owner "+message.Reason.String())
	case *port.BlocksTooLarge:
		a.giveUp(ctx, port.ChunkResized, "the path carries smaller blocks only")
	case *port.OwnerSilent, *actor.Terminated:
		a.pathEnded = true
		a.giveUp(ctx, port.ChunkSilent, "the owner does not answer")
	case *port.Yield:
		a.giveUp(ctx, port.ChunkYielded, "an idle owner is faster")
	case *stallDue:
		a.checkStall(ctx, message)
	}
}

func (a *Actor) start(ctx port.Context) {
	a.began = a.ports.Clock.Now()
	a.pieces = newPieces(a.spec.File.File(), a.spec.Chunk, a.spec.Stream.Spec().BlockSize)
	ctx.Watch(a.spec.Path)
	for piece := a.spec.Chunk.First; piece < a.spec.Chunk.End(); piece++ {
		if a.spec.File.Has(piece) {
			a.pieces.keptPiece(piece)
		}
	}
	received := a.spec.Stream.Received()
	for block := received.NextSet(0); block < received.Len(); block = received.NextSet(block + 1) {
		a.pieces.addBlock(block)
	}
	a.keepComplete(ctx)
	if a.finish(ctx) {
		return
	}
	if !received.Full() {
		a.ask(ctx)
	}
	a.startTimer(ctx)
}

// stop ends the downloader: the path is to fetch nothing more for it.
func (a *Actor) stop(ctx port.Context) {
	a.stopTimer()
	ctx.Unwatch(a.spec.Path)
	a.dropFetch(ctx)
}

// ask has the path fetch all blocks that are missing.
func (a *Actor) ask(ctx port.Context) {
	ctx.Send(a.spec.Path, &port.Fetch{File: a.spec.File.File().InfoHash, Have: a.spec.Have, Stream: a.spec.Stream,
		ReplyTo: ctx.Self()})
}

func (a *Actor) blocksPlaced(ctx port.Context, placed *port.BlocksPlaced) {
	a.progressed = true
	for _, run := range placed.Runs {
		if run.Stream == a.spec.Stream.ID() {
			a.pieces.addRun(run)
		}
	}
	a.reportNear(ctx)
	a.keepComplete(ctx)
}

// reportNear tells the download, once, that little of the chunk is missing.
func (a *Actor) reportNear(ctx port.Context) {
	if a.nearReported || a.spec.Near == 0 {
		return
	}
	received := a.spec.Stream.Received()
	if int64(received.Len()-received.Count())*int64(a.spec.Stream.Spec().BlockSize) <= a.spec.Near {
		a.nearReported = true
		ctx.Send(ctx.Parent(), &port.ChunkNear{Stream: a.spec.Stream.ID()})
	}
}

// heldByLimit takes in that this node's own download limit holds the chunk up. That is no stall.
func (a *Actor) heldByLimit(ctx port.Context) {
	a.progressed = true
	ctx.Send(ctx.Parent(), &port.ChunkHeld{Stream: a.spec.Stream.ID()})
}

// keepComplete has the store verify and write the pieces that have become complete.
func (a *Actor) keepComplete(ctx port.Context) {
	if a.failure != nil {
		return
	}
	stream := a.spec.Stream.Spec()
	for _, piece := range a.pieces.takeComplete() {
		offset := a.spec.File.File().PieceRange(piece).Offset - stream.Range.Offset
		a.ports.Store.Keep(a.spec.File, piece, stream.Buffer, offset, ctx.Self())
	}
}

func (a *Actor) pieceKept(ctx port.Context, piece int) {
	a.progressed = true
	if a.pieces.keptPiece(piece) {
		ctx.Send(ctx.Parent(), &port.PieceDone{Stream: a.spec.Stream.ID(), Piece: piece})
	}
	if !a.finish(ctx) {
		a.reportFailure(ctx)
	}
}

func (a *Actor) pieceSpoiled(ctx port.Context, piece int) {
	a.pieces.abandon(piece)
	ctx.Send(ctx.Parent(), &port.PieceBad{Stream: a.spec.Stream.ID(), Piece: piece})
	a.giveUp(ctx, port.ChunkSpoiled, "a piece's hash was wrong")
}

func (a *Actor) storeFailed(ctx port.Context, failed *port.StoreFailed) {
	a.pieces.abandon(failed.Piece)
	a.giveUp(ctx, port.ChunkDisk, failed.Cause.Error())
}

// finish reports the chunk as done if every piece is on disk. It reports whether the downloader has ended.
func (a *Actor) finish(ctx port.Context) bool {
	if !a.pieces.allKept() || a.reported {
		return a.reported
	}
	a.reported = true
	ctx.Send(a.spec.Path, &port.Confirm{File: a.spec.File.File().InfoHash, Stream: a.spec.Stream.ID(),
		Bytes: a.spec.Stream.Spec().Range.Length})
	ctx.Send(ctx.Parent(), &port.ChunkDone{Stream: a.spec.Stream.ID(), Took: a.ports.Clock.Now().Sub(a.began)})
	return true
}

// giveUp begins the end of a chunk that cannot be completed. The first reason counts, unless the disk fails.
func (a *Actor) giveUp(ctx port.Context, kind port.ChunkFailureKind, detail string) {
	if a.failure == nil || kind == port.ChunkDisk {
		a.failure = &port.ChunkFailure{Kind: kind, Detail: detail}
	}
	a.dropFetch(ctx)
	a.reportFailure(ctx)
}

func refusalKind(reason messages.RefusalReason) port.ChunkFailureKind {
	if reason == messages.RefusalBusy {
		return port.ChunkBusy
	}
	return port.ChunkRefused
}

// dropFetch tells the path that no more of the chunk is wanted.
func (a *Actor) dropFetch(ctx port.Context) {
	if !a.pathEnded {
		ctx.Send(a.spec.Path, &port.Drop{Stream: a.spec.Stream.ID()})
	}
}

// reportFailure tells the download that the chunk is given up, once no piece of it is being written.
func (a *Actor) reportFailure(ctx port.Context) {
	if a.failure == nil || a.reported || a.pieces.keeping() > 0 {
		return
	}
	a.reported = true
	ctx.Send(ctx.Parent(), &port.ChunkFailed{Stream: a.spec.Stream.ID(), Cause: *a.failure})
}
