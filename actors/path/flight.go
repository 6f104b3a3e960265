package path

import (
	"math/bits"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// flying is a span that was asked for.
type flying struct {
	span      messages.Span // the mask names the blocks that did not come yet
	blockSize int
	asked     int  // blocks
	singly    bool // they were asked for to leave one by one
	sent      time.Time
	delivered int64     // what flight.delivered was when it was sent
	stamp     time.Time // what flight.stamp was when it was sent
	started   bool      // a block of it came
	held      bool      // what flight.held was when it was sent
}

// whole tells whether not one block of it came.
func (f *flying) whole() bool { return bits.OnesCount64(f.span.Mask) == f.asked }

// flight is what is asked for and did not come yet.
type flight struct {
	spans     []*flying // by ID, the oldest first; spans that are done are nil, and leave once they are first
	nextID    uint32
	bytes     int       // in flight
	delivered int64     // bytes that came, ever
	stamp     time.Time // when the last of them did
	lastHeard time.Time // when something was last asked or came: probes count from there
	probes    int       // since something came
	singly    bool      // whether spans are asked for singly now
	held      bool      // this node's own limit holds back what is asked, not the window
	given     givenUp
}

// orderLimit: when data comes for a span this many later, what is missing of a span is lost (RFC 9002, section 6.1.1: a
// packet threshold of 3; a span is a burst of packets here).
const orderLimit = 3

// spanTick is how far apart the first IDs of two incarnations are: one for each tick between them (RFC 9293, section 3.4.1).
// No path asks for spans that fast: even of 5,600 bytes each, the least burst, they would be 1.4 GB/s.
const spanTick = 4 * time.Microsecond

// newFlight begins to number spans where the clock says, as TCP does its bytes (RFC 9293, section 3.4.1): so what an owner
// still sends to the incarnation of before a crash is older than all that this one asks for, and answers none of it.
func newFlight(now time.Time) flight {
	return flight{nextID: uint32(now.UnixNano() / int64(spanTick))}
}

func (f *flight) empty() bool { return f.bytes == 0 }

// rested tells whether nothing was in flight for so long.
func (f *flight) rested(long time.Duration, now time.Time) bool {
	return f.bytes == 0 && !f.lastHeard.IsZero() && now.Sub(f.lastHeard) >= long
}

// probeAt is when to ask again if nothing comes; it doubles with each probe (RFC 9002, section 6.2).
func (f *flight) probeAt(after time.Duration) time.Time {
	return f.lastHeard.Add(min(after<<min(f.probes, 4), max(after, mostProbe)))
}

// launch numbers a span and puts it in flight.
func (f *flight) launch(span messages.Span, blockSize int, now time.Time) messages.Span {
	span.ID = f.nextID
	f.nextID++
	if f.bytes == 0 {
		f.lastHeard = now
		f.stamp = now
	}
	f.spans = append(f.spans, &flying{span: span, blockSize: blockSize, asked: bits.OnesCount64(span.Mask),
		singly: f.singly, sent: now, delivered: f.delivered, stamp: f.stamp, held: f.held})
	f.bytes += span.Payload(blockSize)
	return span
}

// find gives the span with an ID, or nil when it is not in flight.
func (f *flight) find(id uint32) *flying {
	if len(f.spans) == 0 {
		return nil
	}
	at := int32(id - f.base())
	if at < 0 || int(at) >= len(f.spans) {
		return nil
	}
	return f.spans[at]
}

func (f *flight) base() uint32 { return f.nextID - uint32(len(f.spans)) }

// landed takes the blocks of a run out of the flight, and tells of the span if this was its first data or its last.
func (f *flight) landed(run port.Run, now time.Time) *flying {
	f.delivered += int64(run.Bytes)
	f.lastHeard, f.stamp, f.probes = now, now, 0
	of := f.find(run.Span)
	if of == nil || of.span.Stream != run.Stream {
		return nil
	}
	came := of.span
	came.Mask &= run.Mask
	f.bytes -= came.Payload(of.blockSize)
	of.span.Mask &^= run.Mask
	if of.span.Mask == 0 {
		f.remove(of.span.ID)
	}
	return of
}

// lost takes out the spans that were overtaken by the data of span id, and gives what is missing of them.
func (f *flight) lost(id uint32) []*flying {
	var lost []*flying
	for int(int32(id-f.base())) >= orderLimit && len(f.spans) > 0 {
		if of := f.spans[0]; of != nil {
			lost = append(lost, of)
			f.given.note(of)
		}
		f.pop()
	}
	return lost
}

// oldest takes out the span that was asked for first.
func (f *flight) oldest() *flying {
	for len(f.spans) > 0 {
		of := f.spans[0]
		f.pop()
		if of != nil {
			f.given.note(of)
			return of
		}
	}
	return nil
}

// forget takes out all spans of a stream.
func (f *flight) forget(stream uint64) {
	for i, of := range f.spans {
		if of != nil && of.span.Stream == stream {
			f.bytes -= of.span.Payload(of.blockSize)
			f.spans[i] = nil
		}
	}
	f.trim()
}

// each calls do for each span of a stream.
func (f *flight) each(stream uint64, do func(messages.Span)) {
	for _, of := range f.spans {
		if of != nil && of.span.Stream == stream {
			do(of.span)
		}
	}
}

// abandon takes out everything, and calls again for each span.
func (f *flight) abandon(again func(*flying)) {
	for _, of := range f.spans {
		if of != nil {
			again(of)
		}
	}
	f.spans, f.bytes = nil, 0
}

// remove takes out one span whose bytes are counted already.
func (f *flight) remove(id uint32) {
	f.spans[int32(id-f.base())] = nil
	f.trim()
}

// trim drops the spans at the front that are done.
func (f *flight) trim() {
	for len(f.spans) > 0 && f.spans[0] == nil {
		f.spans = f.spans[1:]
	}
}

func (f *flight) pop() {
	if of := f.spans[0]; of != nil {
		f.bytes -= of.span.Payload(of.blockSize)
	}
	f.spans = f.spans[1:]
	f.trim()
}
