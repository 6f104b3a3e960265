package download

import (
	"fmt"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// transfer is a chunk in flight.
type transfer struct {
	chunk      messages.Chunk
	owner      *owner
	downloader port.PID
	stream     port.Stream
	buffer     port.Buffer
	began      time.Time     // when it was begun, or when this node's own download limit last held it up
	patience   time.Duration // for how long after began the chunk is not taken back
	missing    int           // pieces of it that are not verified
	yielding   bool          // its downloader was told to give it up
	heir       *owner        // who gets what is missing, while yielding; nil: anybody
	doubled    bool          // its last piece is asked of two owners
	nearEnd    bool          // so little of it is missing that its owner may get the next chunk
	stopReason string        // why it was stopped; "" when its downloader says why
}

// release gives back what a transfer holds of the node's network and memory.
func (t *transfer) release() {
	t.stream.Close()
	t.buffer.Release()
}

// executor does what a policy decides, on behalf of a download.
type executor struct {
	download *Actor
	ctx      port.Context
}

func (e executor) begin(o *owner, chunk messages.Chunk) *transfer {
	return e.download.beginTransfer(e.ctx, o, chunk)
}

func (e executor) yield(t *transfer, heir *owner) {
	t.heir = heir
	e.download.stopTransfer(e.ctx, t, "")
}

func (e executor) inquire(o *owner) { e.download.inquire(e.ctx, o) }

// assign gives chunks to owners that can take one.
func (a *Actor) assign(ctx port.Context) {
	if !a.ending {
		a.policy.assign(&a.state, a.ports.Clock.Now(), executor{a, ctx})
	}
}

// beginTransfer starts a downloader for a chunk, or for its first pieces. It returns nil when no buffer is available.
func (a *Actor) beginTransfer(ctx port.Context, o *owner, chunk messages.Chunk) *transfer {
	if o.stock {
		chunk = stockChunk(a.file, chunk)
	}
	bytes := chunk.Range(a.file)
	buffer, ok := a.ports.Store.Buffer(bytes.Length)
	if !ok {
		return nil
	}
	now := a.ports.Clock.Now()
	stream := a.openStream(o, port.StreamSpec{Owner: o.announced.Addr, Range: bytes, BlockSize: o.blockSize,
		Buffer: buffer})
	a.take(chunk)
	o.beginChunk(now)
	a.stalled, a.lastMoved = notStalled, now
	near := o.nearEndBytes(bytes.Length)
	short := near >= bytes.Length
	if short {
		near = 0 // the owner may get its next chunk at once
	}
	t := &transfer{chunk: chunk, owner: o, nearEnd: short, stream: stream, buffer: buffer, began: now,
		patience: defaultPatience, missing: chunk.Count}
	t.downloader = a.ports.Spawn.Downloader(ctx, fmt.Sprintf("chunk/%d", a.begun), port.DownloaderSpec{
		File: a.spec.File, Chunk: chunk, Owner: o.announced, Stream: stream, Path: o.path,
		Have: messages.PartOf(a.have.Count(), a.have.Len()), Near: near})
	a.begun++
	a.transfers = append(a.transfers, t)
	a.ports.Journal.Note(messages.ChunkRequested{At: a.at(), InfoHash: a.file.InfoHash, Chunk: chunk,
		Owner: o.node()})
	return t
}

// openStream prepares the edge that an owner's blocks come through.
func (a *Actor) openStream(o *owner, spec port.StreamSpec) port.Stream {
	if o.stock {
		return a.ports.BitTorrent.OpenStream(spec)
	}
	return a.ports.Network.Open(spec)
}

// stopTransfer tells a downloader to give its chunk up. It answers with *port.ChunkFailed, or *port.ChunkDone if it has
// completed the chunk by then.
func (a *Actor) stopTransfer(ctx port.Context, t *transfer, reason string) {
	t.yielding = true
	if reason != "" {
		t.stopReason = reason
	}
	ctx.Send(t.downloader, &port.Yield{})
}

// chunkNear gives an owner its next chunk while it sends the rest of one.
func (a *Actor) chunkNear(ctx port.Context, near *port.ChunkNear) {
	if t := a.transferOn(near.Stream); t != nil {
		t.nearEnd = true
		a.assign(ctx)
	}
}

// chunkHeld restarts the clock of a transfer that waits for this node's own download limit, so that its owner does not
// count as slow.
func (a *Actor) chunkHeld(held *port.ChunkHeld) {
	if t := a.transferOn(held.Stream); t != nil {
		t.began = a.ports.Clock.Now()
	}
}

// endTransfer releases a transfer. Its pieces that are not verified are wanted again.
func (a *Actor) endTransfer(ctx port.Context, t *transfer) {
	t.release()
	ctx.Stop(t.downloader)
	t.owner.endChunk()
	a.lastMoved = a.ports.Clock.Now()
	a.transfers = slices.DeleteFunc(a.transfers, func(other *transfer) bool { return other == t })
	clearChunk(&a.taken, t.chunk)
	if t.doubled {
		a.keepTaken(t.chunk)
	}
}

// take marks the pieces of a chunk as in flight.
func (s *state) take(chunk messages.Chunk) {
	for piece := chunk.First; piece < chunk.End(); piece++ {
		s.taken.Set(piece)
	}
}

// keepTaken marks the pieces of a chunk that ended as in flight again where another transfer has them, too. That one is
// from then on the only one.
func (s *state) keepTaken(ended messages.Chunk) {
	for _, t := range s.transfers {
		for piece := t.chunk.First; piece < t.chunk.End(); piece++ {
			if ended.Has(piece) {
				s.taken.Set(piece)
				t.doubled = false
			}
		}
	}
}
