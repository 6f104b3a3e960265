package console

import "time"

// The rate shown is that of the last few seconds: long enough to be steady, short enough to show a change.
const (
	slots     = 20
	slotWidth = 250 * time.Millisecond
)

// speed measures bytes per second over a sliding window of slots × slotWidth.
type speed struct {
	began   time.Time
	newest  int64 // the number of the newest slot, counted from began
	bytes   [slots]int64
	started bool
}

func (s *speed) add(bytes int64, now time.Time) {
	if !s.started {
		s.began, s.started = now, true
	}
	s.advance(now)
	s.bytes[s.newest%slots] += bytes
}

// advance empties the slots that time has passed over.
func (s *speed) advance(now time.Time) {
	slot := int64(now.Sub(s.began) / slotWidth)
	for range min(slot-s.newest, slots) {
		s.newest++
		s.bytes[s.newest%slots] = 0
	}
	s.newest = max(s.newest, slot)
}

// bytesPerSec is 0 before anything came, and in the first moment, when a rate would be a guess.
func (s *speed) bytesPerSec(now time.Time) float64 {
	if !s.started {
		return 0
	}
	s.advance(now)
	var total int64
	for _, bytes := range s.bytes {
		total += bytes
	}
	// The window reaches back slots-1 whole slots and the part of the newest that has passed, or to the beginning.
	first := max(s.newest-slots+1, 0)
	reach := now.Sub(s.began.Add(time.Duration(first) * slotWidth))
	if reach < slotWidth/2 {
		return 0
	}
	return float64(total) / reach.Seconds()
}
