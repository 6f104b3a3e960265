package path

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// givenUp remembers the spans that were last taken for lost: when one of them comes after all, nothing was lost, and the
// path is longer than it was thought to be. Each request has an ID of its own, so that it is known which one is answered.
type givenUp struct {
	spans [32]struct {
		id   uint32
		sent time.Time // zero: nothing is here, or it came
	}
	next int
}

func (g *givenUp) note(of *flying) {
	g.spans[g.next].id, g.spans[g.next].sent = of.span.ID, of.sent
	g.next = (g.next + 1) % len(g.spans)
}

// came gives, once, when a span was sent that was taken for lost.
func (g *givenUp) came(id uint32) (sent time.Time, ok bool) {
	for i := range g.spans {
		if s := &g.spans[i]; s.id == id && !s.sent.IsZero() {
			sent, s.sent = s.sent, time.Time{}
			return sent, true
		}
	}
	return time.Time{}, false
}

// late takes in blocks that came for a span which is not in flight any more.
func (a *Actor) late(f *fetch, run port.Run, at time.Time) {
	if sent, ok := a.flight.given.came(run.Span); ok {
		a.rtt.sample(at.Sub(sent), at)
	}
	a.meter.spend(f.file, run.Bytes)
	a.flight.covered(run, f.first)
}

// covered takes out of the flight the blocks that came for an earlier span than the one they are now in flight for: that
// answer will find them in the buffer, where it tells nobody of them, so that they would be in flight for ever. first
// gives the number of a span's block 0.
func (f *flight) covered(run port.Run, first func(messages.Span) int) {
	for i, of := range f.spans {
		if of == nil || of.span.Stream != run.Stream {
			continue
		}
		came := of.span
		if apart := run.First - first(of.span); apart >= 0 {
			came.Mask &= run.Mask << apart
		} else {
			came.Mask &= run.Mask >> -apart
		}
		f.bytes -= came.Payload(of.blockSize)
		if of.span.Mask &^= came.Mask; of.span.Mask == 0 {
			f.spans[i] = nil
		}
	}
	f.trim()
}
