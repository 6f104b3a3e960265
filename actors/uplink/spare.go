package uplink

import "time"

const (
	// An interval in which the uplink is watched lasts spareInterval, or as long as sparePieces pieces take to send if
	// that is shorter, but at least minSpareInterval.
	spareInterval    = time.Second
	minSpareInterval = 100 * time.Millisecond
	sparePieces      = 2
	// spareShare is the idle share of an interval above which the uplink has spare capacity.
	spareShare = 0.1
	// fullIntervals is the number of intervals in a row without spare capacity after which one slot is removed.
	fullIntervals = 4
)

// spare finds out how many extra slots keep the uplink busy. The receivers that are served may have slow downlinks, or
// fetch from other owners too.
type spare struct {
	began     time.Time     // when the interval began
	idle      time.Duration // in the interval, up to idleSince
	idleSince time.Time     // since when there is nothing to send; zero while there is something
	slots     int           // extra slots
	full      int           // intervals in a row without spare capacity
}

// end notes that there is nothing to send any more.
func (s *spare) end(now time.Time) { s.idleSince = now }

// begin notes that there is something to send again.
func (s *spare) begin(now time.Time) {
	if !s.idleSince.IsZero() {
		s.idle += now.Sub(s.idleSince)
		s.idleSince = time.Time{}
	}
}

// spareIntervalAt returns the length of an interval for a piece length in bytes and a rate in bytes per second, where 0
// means unknown.
func spareIntervalAt(rate float64, pieceLength int64) time.Duration {
	if rate <= 0 {
		return spareInterval
	}
	pieces := time.Duration(sparePieces * float64(pieceLength) / rate * float64(time.Second))
	return min(max(pieces, minSpareInterval), spareInterval)
}

// update ends the interval if it lasted long enough, and adds or removes a slot. wanted is whether receivers wait for a
// slot. It reports whether there was spare capacity that nobody waits for.
func (s *spare) update(wanted bool, interval time.Duration, now time.Time) (unused bool) {
	passed := now.Sub(s.began)
	if passed < interval {
		return false
	}
	idle := s.idle
	if !s.idleSince.IsZero() {
		idle += now.Sub(s.idleSince)
		s.idleSince = now
	}
	s.began, s.idle = now, 0
	switch {
	case passed >= 2*interval: // nothing happened for long: the interval says nothing about the present receivers
	case float64(idle) < spareShare*float64(passed):
		if s.full++; s.full >= fullIntervals {
			s.full, s.slots = 0, max(s.slots-1, 0)
		}
	case wanted:
		s.full = 0
		s.slots++
	default:
		s.full = 0
		return true
	}
	return false
}
