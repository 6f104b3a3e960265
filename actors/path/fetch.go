package path

import (
	"math/bits"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// fetch is one stream that a downloader wants filled.
type fetch struct {
	file    messages.InfoHash
	have    messages.Part // of it, that this node has
	stream  uint64
	place   port.Stream // where the blocks land
	spec    port.StreamSpec
	replyTo port.PID
	want    messages.Bitfield // blocks that are neither in the buffer nor in flight
}

func (a *Actor) fetch(ctx port.Context, asked *port.Fetch) {
	now := a.ports.Clock.Now()
	a.used = now
	f := a.fetchOf(asked.Stream.ID())
	if f == nil {
		f = &fetch{stream: asked.Stream.ID(), spec: asked.Stream.Spec()}
		a.fetches = append(a.fetches, f)
	} else if a.busy(now) {
		ctx.Send(asked.ReplyTo, &port.BlocksPlaced{})
	}
	f.file, f.have, f.place, f.replyTo = asked.File, asked.Have, asked.Stream, asked.ReplyTo
	received := asked.Stream.Received()
	f.want = received.Neither(received)
	a.flight.each(f.stream, func(flying messages.Span) { // what is on its way is not asked for again
		first := f.first(flying)
		for mask := flying.Mask; mask != 0; mask &= mask - 1 {
			f.want.Clear(first + bits.TrailingZeros64(mask))
		}
	})
	a.look(ctx, now)
}

func (a *Actor) drop(ctx port.Context, stream uint64) {
	now := a.ports.Clock.Now()
	a.forgetFetch(stream)
	a.look(ctx, now)
}

func (a *Actor) forgetFetch(stream uint64) {
	for i, f := range a.fetches {
		if f.stream == stream {
			a.fetches = append(a.fetches[:i], a.fetches[i+1:]...)
			break
		}
	}
	a.flight.forget(stream)
	a.expectNothing()
}

// expectNothing stops waiting for the owner once nothing is owed by it any more.
func (a *Actor) expectNothing() {
	if a.flight.empty() && len(a.inquiries) == 0 && a.ticket.valid {
		a.waiting = time.Time{}
	}
}

func (a *Actor) fetchOf(stream uint64) *fetch {
	for _, f := range a.fetches {
		if f.stream == stream {
			return f
		}
	}
	return nil
}

// span takes the next blocks that are wanted, as many as one span and the given room (bytes) hold, out of want.
func (f *fetch) span(room int) (span messages.Span, ok bool) {
	first := f.want.NextSet(0)
	blocks := min(burstOf(f.spec.BlockSize), room/f.spec.BlockSize)
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
	span.Offset = f.spec.Range.Offset + int64(first)*int64(f.spec.BlockSize)
	span.Length = uint32(min(int64(end-first)*int64(f.spec.BlockSize), f.spec.Range.End()-span.Offset))
	return span, true
}

// first is the number, within the stream, of the span's block 0.
func (f *fetch) first(span messages.Span) int {
	return int((span.Offset - f.spec.Range.Offset) / int64(f.spec.BlockSize))
}

// again puts blocks of a span back to be asked for.
func (f *fetch) again(span messages.Span) {
	first := f.first(span)
	for mask := span.Mask; mask != 0; mask &= mask - 1 {
		f.want.Set(first + bits.TrailingZeros64(mask))
	}
}

// came takes blocks out of want that arrived after they had been given up for lost.
func (f *fetch) came(run port.Run) {
	for mask := run.Mask; mask != 0; mask &= mask - 1 {
		f.want.Clear(run.First + bits.TrailingZeros64(mask))
	}
}
