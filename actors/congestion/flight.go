package congestion

import (
	"iter"
	"math/bits"
	"time"

	"swarm/messages"
)

// SentSpan is a span that was asked for. Its mask has the blocks that have not arrived yet.
type SentSpan struct {
	messages.Span
	BlockSize int // bytes
	Blocks    int // how many blocks were asked for
	Singly    bool
	SentAt    time.Time

	appLimited  bool      // a limit of this node, not the window, held back requests when it was sent
	started     bool      // a block of it has arrived
	delivered   int64     // flight.delivered when it was sent
	lastArrival time.Time // flight.lastArrival when it was sent
}

// MissingBytes returns the payload of the blocks that have not arrived.
func (s *SentSpan) MissingBytes() int { return s.Payload(s.BlockSize) }

// ArrivedBlocks returns how many of the blocks that were asked for have arrived.
func (s *SentSpan) ArrivedBlocks() int { return s.Blocks - bits.OnesCount64(s.Mask) }

// Complete reports whether all blocks that were asked for have arrived.
func (s *SentSpan) Complete() bool { return s.Mask == 0 }

// deliveryRate returns how fast data arrived since the span was sent, in bytes per second, or 0 if that cannot be told.
// The time counts between the arrival before it was sent and now, or since it was sent where that is longer: the
// smaller of the two rates (draft-cheng-iccrg-delivery-rate-estimation).
func (s *SentSpan) deliveryRate(f *flight, now time.Time) float64 {
	passed := max(now.Sub(s.lastArrival), now.Sub(s.SentAt))
	if passed <= 0 {
		return 0
	}
	return float64(f.delivered-s.delivered) / passed.Seconds()
}

// Arrival is the new blocks of one span that one batch of datagrams brought.
type Arrival struct {
	Stream     uint64
	SpanID     uint32
	FirstBlock int           // number, within the stream, of the span's block 0
	Mask       uint64        // bit i: block i of the span has arrived
	Bytes      int           // payload
	OwnerQueue time.Duration // how long the blocks stood in the owner's queue
}

// flight is the spans that were asked for and are neither complete nor lost.
type flight struct {
	spans       []*SentSpan // by ID, the oldest first; those that are done are nil until they are the first
	nextID      uint32
	bytes       int       // in flight
	delivered   int64     // bytes that have ever arrived
	lastArrival time.Time // when data last arrived, or when the flight last began from nothing
	timeoutFrom time.Time // when the probe timeout began to run: at the last request after nothing, arrival or probe
	probes      int       // probe timeouts since the last arrival
	recentLost  recentLost
	// appLimitedUntil is what delivered will be when all has arrived that was in flight when nothing more was wanted.
	appLimitedUntil int64
}

// noteAppLimited takes in that there is nothing to ask for.
func (f *flight) noteAppLimited() { f.appLimitedUntil = f.delivered + int64(f.bytes) }

// idTick is how far apart in time two consecutive span IDs of a new path are. No path asks for spans faster than that:
// even with the smallest burst, 5,600 bytes, it would be 1.4 GB/s.
const idTick = 4 * time.Microsecond

// newFlight returns an empty flight whose first span ID follows the clock, as TCP's first sequence number does (RFC
// 9293, section 3.4.1). If the actor crashes and starts anew, its IDs are higher than all that it used before, so that
// blocks which still arrive for old requests are not taken for answers to new ones.
func newFlight(now time.Time) flight {
	return flight{nextID: uint32(now.UnixNano() / int64(idTick))}
}

// empty reports whether nothing is in flight.
func (f *flight) empty() bool { return f.bytes == 0 }

// restedFor reports whether nothing has been in flight for so long.
func (f *flight) restedFor(long time.Duration, now time.Time) bool {
	return f.bytes == 0 && !f.timeoutFrom.IsZero() && now.Sub(f.timeoutFrom) >= long
}

// send gives a span its ID, puts it in flight and returns it.
func (f *flight) send(span SentSpan, now time.Time) messages.Span {
	span.ID = f.nextID
	f.nextID++
	if f.bytes == 0 {
		f.timeoutFrom = now
		f.lastArrival = now
	}
	span.appLimited = span.appLimited || f.delivered < f.appLimitedUntil
	span.Blocks = bits.OnesCount64(span.Mask)
	span.SentAt, span.delivered, span.lastArrival = now, f.delivered, f.lastArrival
	f.spans = append(f.spans, &span)
	f.bytes += span.MissingBytes()
	return span.Span
}

// find returns the span with an ID, or nil if it is not in flight.
func (f *flight) find(id uint32) *SentSpan {
	if len(f.spans) == 0 {
		return nil
	}
	index := int32(id - f.firstID())
	if index < 0 || int(index) >= len(f.spans) {
		return nil
	}
	return f.spans[index]
}

// firstID returns the ID of the oldest span in flight. IDs wrap around.
func (f *flight) firstID() uint32 { return f.nextID - uint32(len(f.spans)) }

// arrived takes blocks out of the flight, and returns their span, or nil if it is not in flight.
func (f *flight) arrived(arrival *Arrival, now time.Time) *SentSpan {
	f.delivered += int64(arrival.Bytes)
	f.timeoutFrom, f.lastArrival, f.probes = now, now, 0
	span := f.find(arrival.SpanID)
	if span == nil || span.Stream != arrival.Stream {
		return nil
	}
	if f.clear(span, arrival.Mask); span.Complete() {
		f.spans[int32(span.ID-f.firstID())] = nil
		f.trim()
	}
	return span
}

// clear takes the blocks in a mask out of a span in flight.
func (f *flight) clear(span *SentSpan, mask uint64) {
	cleared := span.Span
	cleared.Mask &= mask
	f.bytes -= cleared.Payload(span.BlockSize)
	span.Mask &^= mask
}

// removeStream takes out all spans of a stream.
func (f *flight) removeStream(stream uint64) {
	for i, span := range f.spans {
		if span != nil && span.Stream == stream {
			f.bytes -= span.MissingBytes()
			f.spans[i] = nil
		}
	}
	f.trim()
}

// removeAll takes out everything and returns it.
func (f *flight) removeAll() []*SentSpan {
	var removed []*SentSpan
	for span := range f.all() {
		removed = append(removed, span)
	}
	f.spans, f.bytes = nil, 0
	return removed
}

// all yields each span in flight, the oldest first.
func (f *flight) all() iter.Seq[*SentSpan] {
	return func(yield func(*SentSpan) bool) {
		for _, span := range f.spans {
			if span != nil && !yield(span) {
				return
			}
		}
	}
}

// trim drops the spans at the front that are done.
func (f *flight) trim() {
	for len(f.spans) > 0 && f.spans[0] == nil {
		f.spans = f.spans[1:]
	}
}

// removeFirst takes out the first span, if it is not done.
func (f *flight) removeFirst() {
	if span := f.spans[0]; span != nil {
		f.bytes -= span.MissingBytes()
	}
	f.spans = f.spans[1:]
	f.trim()
}

// arrivedLate returns when a span that was given up as lost had been sent, if it is still known.
func (f *flight) arrivedLate(id uint32) (sentAt time.Time, ok bool) { return f.recentLost.arrived(id) }
