package download

import (
	"fmt"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// fetching is a chunk in flight.
type fetching struct {
	chunk      messages.Chunk
	owner      *owner
	downloader port.PID
	stream     port.Stream
	buffer     port.Buffer
	began      time.Time
	patience   time.Duration // how long it is not taken back for another owner
	left       int           // pieces that are not verified
	yielding   bool          // its downloader was told to give it up
	heir       *owner        // for whom, while yielding
	doubled    bool          // somebody else was asked for the same
	near       bool          // hardly anything of it is missing
	cause      string        // why its owner was dropped, or its downloader given up by its supervisor
}

// wanted is the pieces that are neither here nor on the way.
func (a *Actor) wanted() messages.Bitfield { return a.have.Neither(a.taken) }

// assign gives work to owners that have room for it, one chunk each in turn.
func (a *Actor) assign(ctx port.Context) {
	if a.ending {
		return
	}
	if a.ports.Settings.ChunkSplit == messages.SplitEqual {
		a.assignEqual(ctx)
		return
	}
	want, sources, now := a.wanted(), a.owners.sources(), a.ports.Clock.Now()
	relieved := a.relieved(want, sources, now)
	others, random := a.order()
	for progress := true; progress && want.Count() > 0; {
		progress = false
		for _, o := range a.owners.hungriest(a.ports.Rand.IntN(max(len(a.owners.all), 1)), now) {
			if o.chunks >= a.atOnce(o, sources) {
				continue
			}
			if o == relieved || now.Before(o.busyTil) || o.chunks == 0 && sources >= a.mostSources(o, relieved, now) {
				continue
			}
			limit := chunkPieces(a.file, o.pace.chunk(a.chunkLength(sources)), want.Count(),
				min(a.owners.usable(), a.ports.Settings.MaxSplitnessRate))
			chunk, ok := pick(want, o.have, limit, others, random)
			if !ok {
				continue
			}
			if o.chunks == 0 {
				sources++
			}
			if !a.begin(ctx, o, chunk, takeBackAfter) {
				return // no room in memory: more comes when a chunk is done
			}
			for i := range chunk.Count {
				want.Clear(chunk.First + i)
			}
			progress = true
		}
	}
}

// mostSources is how many owners may send already when another one begins: one more while the last chunk of one that is
// relieved comes in, if the other one is whole and has time to spare: what nobody else has comes from there.
func (a *Actor) mostSources(o, relieved *owner, now time.Time) int {
	if relieved != nil && o.told.Whole && o.invites(now) {
		return a.ports.Settings.MaxSplitnessRate + 1
	}
	return a.ports.Settings.MaxSplitnessRate
}

// chunkLength is how long a chunk may be while so many owners send: what is in flight from all of them is memory, and what
// is asked of one alone may be longer.
func (a *Actor) chunkLength(sources int) int64 {
	return a.ports.Settings.ChunkLength / int64(max(sources, 1))
}

// atOnce is how many chunks an owner may have: one while it is not known whether it serves this node at all.
func (a *Actor) atOnce(o *owner, sources int) int {
	if o.busy > 0 {
		return 1
	}
	for _, f := range a.chunks {
		if f.owner == o && !f.near {
			return o.chunks
		}
	}
	return o.pace.atOnce(a.ports.Settings.MaxChunksPerOwner, a.chunkLength(sources), o.trip)
}

// order is what decides which piece is fetched first: the owners that make pieces common, if the policy is rarest first, and
// the choice among those that are equal. The answer is good until the next question.
func (a *Actor) order() (others []messages.Bitfield, random func(n int) int) {
	switch a.ports.Settings.PieceOrder {
	case messages.OrderRandom:
		return nil, a.ports.Rand.IntN
	case messages.OrderSequential:
		return nil, func(int) int { return 0 }
	}
	return a.owners.ready(), a.ports.Rand.IntN
}

// begin starts a downloader for a chunk; false when there is no buffer for it.
func (a *Actor) begin(ctx port.Context, o *owner, chunk messages.Chunk, patience time.Duration) bool {
	span := chunk.Range(a.file)
	buffer, ok := a.ports.Store.Buffer(span.Length)
	if !ok {
		return false
	}
	now := a.ports.Clock.Now()
	stream := a.ports.Network.Open(port.StreamSpec{Owner: o.told.Addr, Range: span,
		BlockSize: o.blockSize, Buffer: buffer})
	for i := range chunk.Count {
		a.taken.Set(chunk.First + i)
	}
	if o.chunks == 0 {
		o.pace.begin(now)
		o.source = now
	}
	o.chunks++
	o.begun, o.invited = now, time.Time{}
	a.stalled, a.moved = false, now
	near := o.pace.near(span.Length, o.trip)
	short := near >= span.Length
	if short {
		near = 0
	}
	f := &fetching{chunk: chunk, owner: o, near: short, stream: stream, buffer: buffer, began: now, patience: patience, left: chunk.Count}
	f.downloader = a.ports.Spawn.Downloader(ctx, fmt.Sprintf("chunk/%d", a.number), port.DownloaderSpec{
		File: a.spec.File, Chunk: chunk, Owner: o.told, Stream: stream, Path: o.path,
		Have: messages.PartOf(a.have.Count(), a.have.Len()), Near: near})
	a.number++
	a.chunks = append(a.chunks, f)
	a.ports.Journal.Note(messages.ChunkRequested{At: a.at(), InfoHash: a.file.InfoHash, Chunk: chunk, Owner: o.told.Node})
	return true
}

// near has an owner given its next chunk while it sends the rest of one.
func (a *Actor) near(ctx port.Context, near *port.ChunkNear) {
	if f := a.fetchingOn(near.Stream); f != nil {
		f.near = true
		a.assign(ctx)
	}
}

// end lets go of a chunk; its pieces that are not verified are wanted again.
func (a *Actor) end(ctx port.Context, f *fetching) {
	f.stream.Close()
	f.buffer.Release()
	ctx.Stop(f.downloader)
	f.owner.chunks--
	a.moved = a.ports.Clock.Now()
	a.chunks = slices.DeleteFunc(a.chunks, func(other *fetching) bool { return other == f })
	for piece := f.chunk.First; piece < f.chunk.End(); piece++ {
		a.taken.Clear(piece)
	}
	if !f.doubled {
		return
	}
	for _, other := range a.chunks {
		for piece := other.chunk.First; piece < other.chunk.End(); piece++ {
			if f.chunk.Has(piece) {
				a.taken.Set(piece)
				other.doubled = false
			}
		}
	}
}

func (a *Actor) fetchingOf(downloader port.PID) *fetching {
	for _, f := range a.chunks {
		if f.downloader.Equal(downloader) {
			return f
		}
	}
	return nil
}

func (a *Actor) fetchingOn(stream uint64) *fetching {
	for _, f := range a.chunks {
		if f.stream.ID() == stream {
			return f
		}
	}
	return nil
}
