package uplink

import (
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
)

const (
	// minSlots is the number of slots of the slowest uplink.
	minSlots = 2
	// slotKeepTime is how long a receiver with nothing queued keeps its slot after it last confirmed something: its
	// next request comes one round trip after the last blocks. To ask again does not keep a slot.
	slotKeepTime = time.Second
	// slotOfferTime is how long a slot is kept for a receiver that was unchoked: its request comes one round trip later
	// if it still wants anything.
	slotOfferTime = 300 * time.Millisecond
	// slotPieceTime is the time that one piece may take while all slots are taken.
	slotPieceTime = time.Second
	// piecesPerSlot is the number of pieces after which a receiver loses its slot if others wait.
	piecesPerSlot = 2
	// maxSlotStreams bounds the streams of a slot that are remembered. A stream that began is served to its end,
	// because half a piece is useless.
	maxSlotStreams = 8
)

// slots decides which receivers are served at present (choke and unchoke). If all shared a slow uplink, each would wait
// for its first piece until all pieces are almost complete, and nobody could pass anything on meanwhile. It is faster
// to serve a few, and then others, which may have fetched from those by then (Cohen 2003, "Incentives Build Robustness
// in BitTorrent", section 3.2). A receiver that was refused is unchoked when a slot is free, in the order of arrival;
// but one that is far behind with its file goes first, because a swarm is done when its last receiver is. The
// receiver's own word for how much it has is enough: a liar gets ahead of other waiters, and no more.
//
// Strangers can pretend to be many receivers. So a slot is kept only by taking what it offers (taking.go), and while
// receivers of several hosts wait or are served, each host has an equal share of the slots and of the places of
// waiters. Receivers of one host, such as those behind one NAT, take all of them while nobody else wants any.
type slots struct {
	taken    []slot
	waiting  []waiter
	refused  refusals
	idlers   idlers
	ended    []netip.AddrPort // whose slots were taken from them since takeEnded was last called
	slotRate float64          // what a slot can carry, bytes per second; 0 if that is not known
}

type slot struct {
	to      netip.AddrPort
	until   time.Time
	yields  bool  // it ends as soon as the streams that began are served
	bytes   int64 // requested since the slot was taken; 0: the slot was offered to the receiver
	streams []uint64
	taking  taking
}

// slotsAt returns the number of slots at a rate in bytes per second: each gets a piece in slotPieceTime.
func slotsAt(rate float64, pieceLength int64) int {
	return max(minSlots, int(rate*slotPieceTime.Seconds()/float64(max(pieceLength, 1))))
}

// admit reports whether a request is served. If not, its receiver is remembered as waiting. owed reports whether the
// uplink owes a receiver something: it has something queued that may be sent.
func (s *slots) admit(grant *port.Grant, count int, owed func(netip.AddrPort) bool, now time.Time) bool {
	to := grant.Answers[0].To
	if s.refused.has(grant.Answers[0].Span.Stream) {
		return false // sent before the refusal arrived
	}
	s.expire(to, owed, now)
	i := s.find(to)
	if i < 0 {
		if s.served() >= count || s.mustWait(to, count, now) { // an offered slot that is not used keeps nobody out
			s.wait(grant, now)
			return false
		}
		i = len(s.taken)
		s.taken = append(s.taken, slot{to: to})
	}
	mine := &s.taken[i]
	for _, answer := range grant.Answers {
		if slices.Contains(mine.streams, answer.Span.Stream) {
			continue
		}
		if mine.bytes >= piecesPerSlot*grant.Piece && s.served() >= count && s.othersWait(to, now) {
			mine.yields, mine.until = true, now
			s.wait(grant, now)
			return false
		}
		if len(mine.streams) == maxSlotStreams {
			mine.streams = mine.streams[1:]
		}
		mine.streams = append(mine.streams, answer.Span.Stream)
	}
	if mine.bytes == 0 { // the slot is used from now on
		mine.until = now.Add(slotKeepTime)
		mine.taking.restart(now)
	}
	for _, answer := range grant.Answers {
		mine.bytes += int64(answer.Bytes())
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(w waiter) bool { return w.to == to && w.file == grant.File })
	return true
}

// confirmed notes that a receiver has confirmed so many bytes, which keeps its slot.
func (s *slots) confirmed(to netip.AddrPort, bytes int64, now time.Time) {
	if i := s.find(to); i >= 0 && bytes > 0 {
		mine := &s.taken[i]
		mine.taking.confirm(bytes)
		if !mine.yields {
			mine.until = now.Add(slotKeepTime)
		}
	}
}

// find returns the index of a receiver's slot, or -1.
func (s *slots) find(to netip.AddrPort) int {
	return slices.IndexFunc(s.taken, func(old slot) bool { return old.to == to })
}

// served returns how many receivers have used their slots. Offered slots do not count.
func (s *slots) served() int {
	count := 0
	for i := range s.taken {
		if s.taken[i].bytes > 0 {
			count++
		}
	}
	return count
}

// wanted reports whether all slots are used and receivers wait.
func (s *slots) wanted(count int) bool { return len(s.waiting) > 0 && s.served() >= count }

// expire frees the slots of receivers that take nothing more and are owed nothing, except one receiver's. While others
// wait, it also frees the slots of those that take too little.
func (s *slots) expire(except netip.AddrPort, owed func(netip.AddrPort) bool, now time.Time) {
	kept := s.taken[:0]
	for _, old := range s.taken {
		if owed(old.to) {
			old.taking.restart(now)
			kept = append(kept, old)
			continue
		}
		if old.bytes > 0 {
			old.taking.judge(s.slotRate, now)
		}
		idle := old.taking.idle && s.othersWait(old.to, now)
		if idle {
			s.idlers.add(old.to, now)
		}
		if idle || !old.until.After(now) && old.to != except {
			s.ended = append(s.ended, old.to)
			continue
		}
		kept = append(kept, old)
	}
	s.taken = kept
}

// takeEnded returns the receivers that lost their slots since the last call.
func (s *slots) takeEnded() []netip.AddrPort {
	ended := s.ended
	s.ended = nil
	return ended
}

// offer keeps a free slot for the next waiter, which it returns; false if there is no slot or no waiter.
func (s *slots) offer(count int, owed func(netip.AddrPort) bool, now time.Time) (waiter, bool) {
	s.waiting = slices.DeleteFunc(s.waiting, func(w waiter) bool { return !w.until.After(now) })
	if len(s.waiting) == 0 {
		return waiter{}, false
	}
	s.expire(netip.AddrPort{}, owed, now)
	if len(s.taken) >= count {
		return waiter{}, false
	}
	first := s.first(now)
	w := s.waiting[first]
	s.waiting = slices.Delete(s.waiting, first, first+1)
	s.taken = append(s.taken, slot{to: w.to, until: now.Add(slotOfferTime)})
	return w, true
}

// nextFree returns the instant at which the first slot may be free: unless its receiver confirms something, or takes
// too little.
func (s *slots) nextFree() time.Time {
	var first time.Time
	for i := range s.taken {
		next := s.taken[i].until
		judged := s.taken[i].taking.since.Add(takeIntervalAt(s.slotRate))
		if s.taken[i].bytes > 0 && judged.Before(next) {
			next = judged
		}
		if first.IsZero() || next.Before(first) {
			first = next
		}
	}
	return first
}
