package download

import "time"

const (
	// rhythmTime: where a piece takes no longer than this, everything is tried as often as its constant says.
	rhythmTime = time.Second
	// mostRhythm is how many times as seldom it is tried at most.
	mostRhythm = 5
)

// rhythm is how many times as seldom as usual others are tried, and the tracker is asked, by a download that got so many
// pieces in a time: where pieces come seldom, because links are slow or pieces are long, everything else changes as slowly,
// while questions cost as much as ever.
func rhythm(pieces int, passed time.Duration) float64 {
	if pieces <= 0 {
		return 1
	}
	return min(max(passed.Seconds()/float64(pieces)/rhythmTime.Seconds(), 1), mostRhythm)
}

// seldom stretches the time between two tries by the rhythm.
func (a *Actor) seldom(every time.Duration, now time.Time) time.Duration {
	pieces := int(a.fetched / max(a.file.PieceLength, 1))
	return time.Duration(rhythm(pieces, now.Sub(a.began)) * float64(every))
}
