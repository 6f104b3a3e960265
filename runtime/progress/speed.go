package progress

import "time"

// The rate is measured over the last five seconds: long enough to be steady, short enough to show a change.
const (
	slotCount = 20
	slotWidth = 250 * time.Millisecond
)

// speed measures bytes per second over a sliding interval of slotCount × slotWidth.
type speed struct {
	began   time.Time
	newest  int64 // the number of the current slot, counted from began
	bytes   [slotCount]int64
	started bool
}

func (s *speed) add(bytes int64, now time.Time) {
	if !s.started {
		s.began, s.started = now, true
	}
	s.advance(now)
	s.bytes[s.newest%slotCount] += bytes
}

// advance makes the slot of now the current one, and empties those in between.
func (s *speed) advance(now time.Time) {
	slot := int64(now.Sub(s.began) / slotWidth)
	for range min(slot-s.newest, slotCount) {
		s.newest++
		s.bytes[s.newest%slotCount] = 0
	}
	s.newest = max(s.newest, slot)
}

// bytesPerSec returns the rate. It is 0 during the first eighth of a second, when a rate would be a guess.
func (s *speed) bytesPerSec(now time.Time) float64 {
	if !s.started {
		return 0
	}
	s.advance(now)
	var total int64
	for _, bytes := range s.bytes {
		total += bytes
	}
	// The interval is slotCount-1 whole slots and the past part of the current one, or shorter at the beginning.
	first := max(s.newest-slotCount+1, 0)
	interval := now.Sub(s.began.Add(time.Duration(first) * slotWidth))
	if interval < slotWidth/2 {
		return 0
	}
	return float64(total) / interval.Seconds()
}
