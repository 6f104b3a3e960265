package download

import "time"

const (
	// rhythmTime: where a piece takes no longer than this, everything is tried as often as its constant says.
	rhythmTime = 2 * time.Second
	// mostRhythm is how many times as seldom it is tried at most.
	mostRhythm = 5
	// rhythmPieces is over how many pieces, about, the time that one takes is averaged.
	rhythmPieces = 8
)

// rhythm is how long pieces take of late, one after the other. Where they come seldom, because links are slow or pieces are
// long, everything else changes as slowly, while questions cost as much as ever.
type rhythm struct {
	last time.Time // when a piece came; zero: none did
	gap  time.Duration
}

// came takes in that a piece came.
func (r *rhythm) came(now time.Time) {
	if !r.last.IsZero() {
		r.gap += (now.Sub(r.last) - r.gap) / rhythmPieces
	}
	r.last = now
}

// seldom stretches the time between two tries.
func (r *rhythm) seldom(every time.Duration) time.Duration {
	return time.Duration(min(max(r.gap.Seconds()/rhythmTime.Seconds(), 1), mostRhythm) * float64(every))
}
