package uplink

import (
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// minSlots is the number of slots of the slowest uplink.
	minSlots = 2
	// slotKeepTime is how long a receiver with nothing queued keeps its slot: its next request comes one round trip
	// after the last blocks.
	slotKeepTime = time.Second
	// slotOfferTime is how long a slot is kept for a receiver that was unchoked: its request comes one round trip later
	// if it still wants anything.
	slotOfferTime = 300 * time.Millisecond
	// slotPieceTime is the time that one piece may take while all slots are taken.
	slotPieceTime = time.Second
	// piecesPerSlot is the number of pieces after which a receiver loses its slot if others wait.
	piecesPerSlot = 2
	// waiterTime is how long a refused receiver is taken to wait. It asks again sooner if it still wants anything.
	waiterTime = 20 * time.Second
	// maxWaiters bounds the receivers that are remembered as waiting. Others get a slot when they ask again.
	maxWaiters = 64
	// partsBehind is how far behind, in parts of messages.Part, a receiver is with its file to be served before those
	// that have waited longer: a twentieth of the file.
	partsBehind = 12
	// maxRefusedStreams bounds the refused streams that are remembered.
	maxRefusedStreams = 64
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
type slots struct {
	taken   []slot
	waiting []waiter
	refused []uint64 // the last refused streams; their receivers have given them up
}

type slot struct {
	to      netip.AddrPort
	until   time.Time
	bytes   int64 // requested since the slot was taken; 0: the slot was offered to the receiver
	streams []uint64
}

type waiter struct {
	to    netip.AddrPort
	file  messages.InfoHash
	have  messages.Part // of the file
	nonce uint64        // of its last Query about the file
	until time.Time
}

// slotsAt returns the number of slots at a rate in bytes per second: each gets a piece in slotPieceTime.
func slotsAt(rate float64, pieceLength int64) int {
	return max(minSlots, int(rate*slotPieceTime.Seconds()/float64(max(pieceLength, 1))))
}

// admit reports whether a request is served. If not, its receiver is remembered as waiting. busy reports whether
// anything is queued for a receiver.
func (s *slots) admit(grant *port.Grant, count int, busy func(netip.AddrPort) bool, now time.Time) bool {
	to := grant.Answers[0].To
	if slices.Contains(s.refused, grant.Answers[0].Span.Stream) {
		return false // sent before the refusal arrived
	}
	s.expire(to, busy, now)
	i := slices.IndexFunc(s.taken, func(old slot) bool { return old.to == to })
	if i < 0 {
		if s.served() >= count { // an offered slot that is not used keeps nobody out
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
			mine.until = now // free as soon as the streams that began are served
			s.wait(grant, now)
			return false
		}
		if len(mine.streams) == maxSlotStreams {
			mine.streams = mine.streams[1:]
		}
		mine.streams = append(mine.streams, answer.Span.Stream)
	}
	for _, answer := range grant.Answers {
		mine.bytes += int64(answer.Bytes())
	}
	mine.until = now.Add(slotKeepTime)
	s.waiting = slices.DeleteFunc(s.waiting, func(w waiter) bool { return w.to == to && w.file == grant.File })
	return true
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

// expire frees the slots of receivers that request nothing more and have nothing queued, except one receiver's.
func (s *slots) expire(except netip.AddrPort, busy func(netip.AddrPort) bool, now time.Time) {
	s.taken = slices.DeleteFunc(s.taken, func(old slot) bool {
		return !old.until.After(now) && old.to != except && !busy(old.to)
	})
}

// wait remembers a receiver that was refused.
func (s *slots) wait(grant *port.Grant, now time.Time) {
	if len(s.refused) == maxRefusedStreams {
		s.refused = s.refused[1:]
	}
	s.refused = append(s.refused, grant.Answers[0].Span.Stream)
	w := waiter{to: grant.Answers[0].To, file: grant.File, have: grant.Have, nonce: grant.Nonce,
		until: now.Add(waiterTime)}
	i := slices.IndexFunc(s.waiting, func(old waiter) bool { return old.to == w.to && old.file == w.file })
	if i >= 0 {
		s.waiting[i] = w
		return
	}
	if len(s.waiting) < maxWaiters {
		s.waiting = append(s.waiting, w)
	}
}

// first returns the index of the waiter that is unchoked next. Invariant: there is one.
func (s *slots) first() int {
	first := 0
	for i, w := range s.waiting {
		if int(w.have)+partsBehind <= int(s.waiting[first].have) {
			first = i
		}
	}
	return first
}

// othersWait reports whether any receiver but one waits.
func (s *slots) othersWait(except netip.AddrPort, now time.Time) bool {
	return slices.ContainsFunc(s.waiting, func(w waiter) bool { return w.to != except && w.until.After(now) })
}

// offer keeps a free slot for the next waiter, which it returns; false if there is no slot or no waiter.
func (s *slots) offer(count int, busy func(netip.AddrPort) bool, now time.Time) (waiter, bool) {
	s.waiting = slices.DeleteFunc(s.waiting, func(w waiter) bool { return !w.until.After(now) })
	if len(s.waiting) == 0 {
		return waiter{}, false
	}
	s.expire(netip.AddrPort{}, busy, now)
	if len(s.taken) >= count {
		return waiter{}, false
	}
	first := s.first()
	w := s.waiting[first]
	s.waiting = slices.Delete(s.waiting, first, first+1)
	s.taken = append(s.taken, slot{to: w.to, until: now.Add(slotOfferTime)})
	return w, true
}

// nextFree returns the instant at which the first slot is free unless its receiver sends another request.
func (s *slots) nextFree() time.Time {
	var first time.Time
	for i := range s.taken {
		if until := s.taken[i].until; first.IsZero() || until.Before(first) {
			first = until
		}
	}
	return first
}
