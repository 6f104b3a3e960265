package uplink

import (
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

const (
	// leastSlots is how many receivers are served at a time over the slowest uplink.
	leastSlots = 2
	// slotKept is for how long the place of a receiver that wants nothing at the moment is kept: its next request comes a
	// round trip after the last blocks.
	slotKept = time.Second
	// slotOffered is for how long a place is kept for a receiver that was told of it: its request comes a round trip later, if
	// it still wants anything.
	slotOffered = 300 * time.Millisecond
	// slotTime is how long a piece may take when all places are taken.
	slotTime = time.Second
	// turnPieces is after how many pieces a receiver has to let others come in, while there are any.
	turnPieces = 2
	// waitsFor is for how long somebody who was turned away is taken to wait: until then it asked again, if it still does.
	waitsFor = 20 * time.Second
	// maxWaiting bounds how many are known who wait; the others come when they ask again.
	maxWaiting = 64
	// farBehind is how much less of its file somebody has who is served before those who have waited longer: a
	// twentieth.
	farBehind = 12
	// maxRefused bounds the streams that are known to be given up.
	maxRefused = 64
	// slotStreams is how many of a receiver's streams are known. What began is served to its end: half a piece is worth
	// nothing.
	slotStreams = 8
)

// slots is who is served at present. If all who ask shared a slow uplink, each of them would wait for its first piece until
// all pieces are almost there, and have nothing to pass on meanwhile: it is quicker to serve a few, and then others, who
// may have got what they want elsewhere by then (Cohen 2003, "Incentives Build Robustness in BitTorrent", section 3.2).
// Who was turned away is told when there is a place, one after the other, in the order in which they came; but who is far
// behind with its file comes before others, since all are done when the last one is. What each says that it has is believed:
// a liar gets ahead of others who wait, and no more.
type slots struct {
	taken   []slot
	waiting []waiter
	refused []uint64 // the streams that were turned away last: their receivers have given them up
}

type slot struct {
	to      netip.AddrPort
	until   time.Time
	bytes   int64 // asked for since it came in; 0: it was told that it may
	streams []uint64
}

type waiter struct {
	to    netip.AddrPort
	file  messages.InfoHash
	have  messages.Part // of it
	nonce uint64        // of its last Query about the file
	till  time.Time
}

// slotsAt is how many receivers may be served at a time at a rate, in bytes per second: so many that each gets a piece in
// slotTime, but leastSlots at least.
func slotsAt(rate float64, pieceLength int64) int {
	return max(leastSlots, int(rate*slotTime.Seconds()/float64(max(pieceLength, 1))))
}

// admit tells whether a request is served beside the others. serves tells for whom something is queued.
func (s *slots) admit(grant *port.Grant, most int, serves func(netip.AddrPort) bool, now time.Time) bool {
	to := grant.Answers[0].To
	if slices.Contains(s.refused, grant.Answers[0].Span.Stream) {
		return false // it was asked before its receiver heard
	}
	s.clear(to, serves, now)
	i := slices.IndexFunc(s.taken, func(old slot) bool { return old.to == to })
	if i < 0 {
		if s.served() >= most { // who was told of a place and does not come keeps nobody out
			s.wait(grant, now)
			return false
		}
		i = len(s.taken)
		s.taken = append(s.taken, slot{to: to})
	}
	of := &s.taken[i]
	for _, answer := range grant.Answers {
		if slices.Contains(of.streams, answer.Span.Stream) {
			continue
		}
		if of.bytes >= turnPieces*grant.Piece && s.served() >= most && s.others(to, now) {
			of.until = now // its place is free when what began is served
			s.wait(grant, now)
			return false
		}
		if len(of.streams) == slotStreams {
			of.streams = of.streams[1:]
		}
		of.streams = append(of.streams, answer.Span.Stream)
	}
	for _, answer := range grant.Answers {
		of.bytes += int64(answer.Bytes())
	}
	of.until = now.Add(slotKept)
	s.waiting = slices.DeleteFunc(s.waiting, func(w waiter) bool { return w.to == to && w.file == grant.File })
	return true
}

// served is how many are served, without those who were told of a place and did not come yet.
func (s *slots) served() int {
	count := 0
	for _, of := range s.taken {
		if of.bytes > 0 {
			count++
		}
	}
	return count
}

// clear frees the places of those for whom nothing is queued and who ask for nothing more; but for one.
func (s *slots) clear(but netip.AddrPort, serves func(netip.AddrPort) bool, now time.Time) {
	s.taken = slices.DeleteFunc(s.taken, func(old slot) bool { return !old.until.After(now) && old.to != but && !serves(old.to) })
}

// wait notes that somebody was turned away.
func (s *slots) wait(grant *port.Grant, now time.Time) {
	if len(s.refused) == maxRefused {
		s.refused = s.refused[1:]
	}
	s.refused = append(s.refused, grant.Answers[0].Span.Stream)
	w := waiter{to: grant.Answers[0].To, file: grant.File, have: grant.Have, nonce: grant.Nonce, till: now.Add(waitsFor)}
	i := slices.IndexFunc(s.waiting, func(old waiter) bool { return old.to == w.to && old.file == w.file })
	if i >= 0 {
		s.waiting[i] = w
		return
	}
	if len(s.waiting) < maxWaiting {
		s.waiting = append(s.waiting, w)
	}
}

// first is the place of the one whose turn it is among those who wait; there must be one.
func (s *slots) first() int {
	first := 0
	for i, w := range s.waiting {
		if int(w.have)+farBehind <= int(s.waiting[first].have) {
			first = i
		}
	}
	return first
}

// others tells whether anybody else waits.
func (s *slots) others(than netip.AddrPort, now time.Time) bool {
	return slices.ContainsFunc(s.waiting, func(w waiter) bool { return w.to != than && w.till.After(now) })
}

// next gives a free place to the one whose turn it is, and keeps it for a moment; false when there is none.
func (s *slots) next(most int, serves func(netip.AddrPort) bool, now time.Time) (waiter, bool) {
	s.waiting = slices.DeleteFunc(s.waiting, func(w waiter) bool { return !w.till.After(now) })
	if len(s.waiting) == 0 {
		return waiter{}, false
	}
	s.clear(netip.AddrPort{}, serves, now)
	if len(s.taken) >= most {
		return waiter{}, false
	}
	first := s.first()
	w := s.waiting[first]
	s.waiting = slices.Delete(s.waiting, first, first+1)
	s.taken = append(s.taken, slot{to: w.to, until: now.Add(slotOffered)})
	return w, true
}

// frees gives the instant at which the first place is free, if nobody asks before.
func (s *slots) frees() time.Time {
	var first time.Time
	for _, of := range s.taken {
		if first.IsZero() || of.until.Before(first) {
			first = of.until
		}
	}
	return first
}
