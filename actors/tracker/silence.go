package tracker

import "time"

const (
	// silenceMemory is how long a report counts that an owner never answers. A firewall or a crash that caused the
	// silence is seldom mended sooner, and a false report harms no longer.
	silenceMemory = 10 * time.Minute

	// maxSilenceReports is how many networks are heard about one owner. Each halves its chance, so that false reports
	// from any number of networks leave an honest owner an eighth.
	maxSilenceReports = 3
)

// silence is what nodes have reported about one owner that never answered them. Each network has one vote.
type silence struct {
	reports [maxSilenceReports]silenceReport
	doubted time.Time // when the owner's address was last proven again because of a report
}

type silenceReport struct {
	by *prefix
	at time.Time
}

// report records the vote of a network. It replaces the network's previous vote, or else the oldest.
func (s *silence) report(by *prefix, now time.Time) {
	oldest := &s.reports[0]
	for i := range s.reports {
		switch r := &s.reports[i]; {
		case r.by == by:
			r.at = now
			return
		case r.at.Before(oldest.at):
			oldest = r
		}
	}
	*oldest = silenceReport{by: by, at: now}
}

// mayDoubt reports whether the owner's address is to be proven again, and notes that it is.
func (s *silence) mayDoubt(now time.Time) bool {
	if !s.doubted.IsZero() && now.Sub(s.doubted) < doubtInterval {
		return false
	}
	s.doubted = now
	return true
}

// count returns the number of votes that still count.
func (s *silence) count(now time.Time) int {
	count := 0
	for _, r := range s.reports {
		if r.by != nil && now.Sub(r.at) < silenceMemory {
			count++
		}
	}
	return count
}
