package congestion

import "time"

// reorderingThreshold: what is missing of a span is lost once data of a span that was asked for this many later arrives
// (RFC 9002, section 6.1.1, has a packet threshold of 3; a span is a burst of packets).
const reorderingThreshold = 3

// takeOvertaken takes out the spans that are lost because the data of span id overtook them, and returns them.
func (f *flight) takeOvertaken(id uint32) []*SentSpan {
	var lost []*SentSpan
	for int(int32(id-f.firstID())) >= reorderingThreshold && len(f.spans) > 0 {
		if span := f.spans[0]; span != nil {
			lost = append(lost, span)
			f.recentLost.note(span)
		}
		f.removeFirst()
	}
	return lost
}

// takeOvertakenOf is takeOvertaken for some of the streams, those for which ours returns true.
func (f *flight) takeOvertakenOf(id uint32, ours func(stream uint64) bool) []*SentSpan {
	var lost []*SentSpan
	for i, span := range f.spans {
		if int(int32(id-f.firstID()))-i < reorderingThreshold {
			break
		}
		if span != nil && ours(span.Stream) {
			lost = append(lost, span)
			f.recentLost.note(span)
			f.bytes -= span.MissingBytes()
			f.spans[i] = nil
		}
	}
	f.trim()
	return lost
}

// takeOldest takes the oldest span for lost and returns it, or nil if nothing is in flight.
func (f *flight) takeOldest() *SentSpan {
	for len(f.spans) > 0 {
		span := f.spans[0]
		f.removeFirst()
		if span != nil {
			f.recentLost.note(span)
			return span
		}
	}
	return nil
}

// recentLost remembers the last 32 spans that were taken for lost. If one of them arrives after all, nothing was lost,
// and the round trip is longer than estimated. Each request has an ID of its own, so it is known which one is answered.
type recentLost struct {
	spans [32]struct {
		id     uint32
		sentAt time.Time // zero: the place is empty, or the span arrived
	}
	next int
}

// note remembers a span that was taken for lost.
func (r *recentLost) note(span *SentSpan) {
	r.spans[r.next].id, r.spans[r.next].sentAt = span.ID, span.SentAt
	r.next = (r.next + 1) % len(r.spans)
}

// arrived returns when a span was sent that was taken for lost and arrives now; ok is true only once for a span.
func (r *recentLost) arrived(id uint32) (sentAt time.Time, ok bool) {
	for i := range r.spans {
		if s := &r.spans[i]; s.id == id && !s.sentAt.IsZero() {
			sentAt, s.sentAt = s.sentAt, time.Time{}
			return sentAt, true
		}
	}
	return time.Time{}, false
}

// removeDuplicates takes those blocks out of the flight that just arrived as a late answer to an earlier span. When
// they arrive once more they are duplicates, which nobody is told of, and so they would stay in flight for ever.
// firstBlock returns the number, within the stream, of a span's block 0.
func (f *flight) removeDuplicates(arrival *Arrival, firstBlock func(*SentSpan) int) {
	for i, span := range f.spans {
		if span == nil || span.Stream != arrival.Stream {
			continue
		}
		mask := arrival.Mask
		if shift := arrival.FirstBlock - firstBlock(span); shift >= 0 {
			mask <<= shift
		} else {
			mask >>= -shift
		}
		if f.clear(span, mask); span.Complete() {
			f.spans[i] = nil
		}
	}
	f.trim()
}
