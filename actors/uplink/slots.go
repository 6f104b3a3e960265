package uplink

import (
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
)

const (
	// leastSlots is how many receivers are served at a time over the slowest uplink.
	leastSlots = 4
	// slotKept is for how long the place of a receiver that wants nothing at the moment is kept: its next request comes a
	// round trip after the last blocks.
	slotKept = 3 * time.Second
	// slotTime is how long a piece may take when all places are taken.
	slotTime = time.Second
	// turnPieces is after how many pieces a receiver has to let others come in, while there are any.
	turnPieces = 2
	// wantedFor is for how long somebody who was turned away is taken to wait.
	wantedFor = 5 * time.Second
	// slotStreams is how many of a receiver's streams are known. What began is served to its end: half a piece is worth
	// nothing.
	slotStreams = 8
)

// slots is who is served at present. If all who ask shared a slow uplink, each of them would wait for its first piece until
// all pieces are almost there, and have nothing to pass on meanwhile: it is quicker to serve a few, and then others, who
// may have got what they want elsewhere by then (Cohen 2003, "Incentives Build Robustness in BitTorrent", section 3.2).
type slots struct {
	taken  []slot
	wanted time.Time // when somebody was turned away last
}

type slot struct {
	to      netip.AddrPort
	until   time.Time
	bytes   int64 // asked for since it came in
	streams []uint64
}

// slots is how many receivers may be served at a time: so many that each gets a piece in slotTime, but leastSlots at least.
func (p *pace) slots(pieceLength int64) int {
	return max(leastSlots, int(p.rate*slotTime.Seconds()/float64(max(pieceLength, 1))))
}

// admit tells whether a request is served beside the others. waits tells for whom something is queued.
func (s *slots) admit(grant *port.Grant, most int, waits func(netip.AddrPort) bool, now time.Time) bool {
	to := grant.Answers[0].To
	s.taken = slices.DeleteFunc(s.taken, func(old slot) bool { return !old.until.After(now) && old.to != to && !waits(old.to) })
	i := slices.IndexFunc(s.taken, func(old slot) bool { return old.to == to })
	if i < 0 {
		if len(s.taken) >= most {
			s.wanted = now
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
		if of.bytes >= turnPieces*grant.Piece && len(s.taken) >= most && now.Sub(s.wanted) < wantedFor {
			of.until = now // its place is free when what began is served
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
	return true
}
