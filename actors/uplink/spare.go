package uplink

import "time"

const (
	// It is looked over spareWindow whether the uplink had nothing to do, and over a shorter time, leastSpareWindow at least,
	// where sparePieces pieces leave in less.
	spareWindow      = time.Second
	leastSpareWindow = 100 * time.Millisecond
	sparePieces      = 2
	// spareShare is which part of the time that has to be.
	spareShare = 0.1
	// fullWindows is after how many windows without a spare moment one receiver less is served at a time.
	fullWindows = 4
)

// spare finds out how many receivers more have to be served at a time to keep the uplink busy: those who are served may have
// slow downlinks, or others who send to them.
type spare struct {
	from  time.Time     // when the window began
	idle  time.Duration // in it
	since time.Time     // since when nothing is to be sent; zero: something is
	more  int           // receivers beside those that ought to be enough
	full  int           // windows in a row without a spare moment
}

// stopped notes that there is nothing to send any more.
func (s *spare) stopped(now time.Time) { s.since = now }

// began notes that there is something to send again.
func (s *spare) began(now time.Time) {
	if !s.since.IsZero() {
		s.idle += now.Sub(s.since)
		s.since = time.Time{}
	}
}

// spareWindowAt is how long a window is for pieces of so many bytes at a rate, in bytes per second; 0: not known.
func spareWindowAt(rate float64, pieceLength int64) time.Duration {
	if rate <= 0 {
		return spareWindow
	}
	pieces := time.Duration(sparePieces * float64(pieceLength) / rate * float64(time.Second))
	return min(max(pieces, leastSpareWindow), spareWindow)
}

// look ends a window that lasted long enough, and tells whether there was time to spare in it though nobody was turned away.
// wanted tells whether anybody was.
func (s *spare) look(wanted bool, window time.Duration, now time.Time) (leisure bool) {
	passed := now.Sub(s.from)
	if passed < window {
		return false
	}
	idle := s.idle
	if !s.since.IsZero() {
		idle += now.Sub(s.since)
		s.since = now
	}
	s.from, s.idle = now, 0
	switch {
	case passed >= 2*window: // nobody looked: it was another time
	case float64(idle) < spareShare*float64(passed):
		if s.full++; s.full >= fullWindows {
			s.full, s.more = 0, max(s.more-1, 0)
		}
	case wanted:
		s.full = 0
		s.more++
	default:
		s.full = 0
		return true
	}
	return false
}
