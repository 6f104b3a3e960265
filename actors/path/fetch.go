package path

import (
	"math/bits"
	"time"

	"swarm/actors/congestion"
	"swarm/actors/port"
	"swarm/messages"
)

// fetch is one stream that a downloader wants filled.
type fetch struct {
	file       messages.InfoHash
	have       messages.Part // the share of the file that this node has
	stream     uint64
	place      port.Stream    // where the blocks are put
	blocks     messages.Range // the bytes of the file that the stream covers
	blockSize  int
	downloader port.PID
	want       messages.Bitfield // blocks that are neither in the buffer nor in flight
}

// fetch begins to fetch the missing blocks of a stream, or asks for all that is missing of one that is fetched already.
func (a *Actor) fetch(ctx port.Context, asked *port.Fetch) {
	now := a.ports.Clock.Now()
	a.lastUsed = now
	f := a.findFetch(asked.Stream.ID())
	if f == nil {
		spec := asked.Stream.Spec()
		f = &fetch{stream: asked.Stream.ID(), blocks: spec.Range, blockSize: spec.BlockSize}
		a.fetches = append(a.fetches, f)
		a.starvation = starvation{}
	} else if a.ownerBusy(now) {
		ctx.Send(asked.ReplyTo, &port.BlocksPlaced{})
	}
	f.file, f.have, f.place, f.downloader = asked.File, asked.Have, asked.Stream, asked.ReplyTo
	received := asked.Stream.Received()
	f.want = received.Neither(received)
	for span := range a.congestion.Spans() { // blocks in flight are not asked for again
		if span.Stream == f.stream {
			f.unwant(f.firstBlock(span), span.Mask)
		}
	}
	a.advance(ctx, now)
}

// drop ends the fetch of a stream whose downloader does not want it any more.
func (a *Actor) drop(ctx port.Context, stream uint64) {
	now := a.ports.Clock.Now()
	a.removeFetch(stream)
	a.advance(ctx, now)
}

// removeFetch removes a fetch and what is in flight for it.
func (a *Actor) removeFetch(stream uint64) {
	for i, f := range a.fetches {
		if f.stream == stream {
			a.fetches = append(a.fetches[:i], a.fetches[i+1:]...)
			break
		}
	}
	a.congestion.Forget(stream)
	a.stopWaitingIfIdle()
}

// stopWaitingIfIdle stops waiting for the owner once it has nothing left to answer.
func (a *Actor) stopWaitingIfIdle() {
	if a.congestion.Empty() && len(a.inquiries) == 0 && a.ticket.valid {
		a.waitingSince = time.Time{}
	}
}

// findFetch returns the fetch of a stream, or nil.
func (a *Actor) findFetch(stream uint64) *fetch {
	for _, f := range a.fetches {
		if f.stream == stream {
			return f
		}
	}
	return nil
}

// nextSpan takes the next wanted blocks out of want, as many as one burst and the available bytes allow.
func (f *fetch) nextSpan(available int) (span messages.Span, ok bool) {
	first := f.want.NextSet(0)
	blocks := min(congestion.BlocksPerBurst(f.blockSize), available/f.blockSize)
	if first >= f.want.Len() || blocks < 1 {
		return messages.Span{}, false
	}
	end := first
	for i := first; i < min(first+messages.BlocksPerSpan, f.want.Len()) && blocks > 0; i++ {
		if f.want.Clear(i) {
			span.Mask |= 1 << (i - first)
			end = i + 1
			blocks--
		}
	}
	span.Stream = f.stream
	span.Offset = f.blocks.Offset + int64(first)*int64(f.blockSize)
	span.Length = uint32(min(int64(end-first)*int64(f.blockSize), f.blocks.End()-span.Offset))
	return span, true
}

// firstBlock returns the number, within the stream, of a span's block 0.
func (f *fetch) firstBlock(span *congestion.SentSpan) int {
	return int((span.Offset - f.blocks.Offset) / int64(f.blockSize))
}

// requeue puts the missing blocks of a span back to be asked for.
func (f *fetch) requeue(span *congestion.SentSpan) {
	first := f.firstBlock(span)
	for mask := span.Mask; mask != 0; mask &= mask - 1 {
		f.want.Set(first + bits.TrailingZeros64(mask))
	}
}

// unwant takes blocks out of want. Bit i of the mask stands for block first+i of the stream.
func (f *fetch) unwant(first int, mask uint64) {
	for ; mask != 0; mask &= mask - 1 {
		f.want.Clear(first + bits.TrailingZeros64(mask))
	}
}
