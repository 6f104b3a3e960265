package report

import (
	"time"
)

// maxSamples limits the samples that are kept. When there are more, every second one is dropped, and the sampling
// interval is doubled.
const maxSamples = 200

// sampler decides when to take a sample of a run of unknown length.
type sampler struct {
	every time.Duration
	next  time.Duration
}

func newSampler() sampler { return sampler{every: 50 * time.Millisecond} }

// due reports whether it is time for a sample.
func (s *sampler) due(at time.Duration) bool { return at >= s.next }

// sampled notes that a sample was taken, and that count samples are kept. It reports whether to drop every second
// one.
func (s *sampler) sampled(at time.Duration, count int) (thin bool) {
	if count >= maxSamples {
		s.every *= 2
		thin = true
	}
	s.next = at - at%s.every + s.every
	return thin
}

// thin keeps every second sample and the last one.
func (s *Series) thin() {
	s.Seconds, s.Arrived, s.Done = everySecond(s.Seconds), everySecond(s.Arrived), everySecond(s.Done)
	s.Sent, s.Landed = everySecond(s.Sent), everySecond(s.Landed)
	s.UpRate, s.DownRate = everySecond(s.UpRate), everySecond(s.DownRate)
	s.Availability = everySecond(s.Availability)
}

func everySecond[T any](all []T) []T {
	if len(all) == 0 {
		return all
	}
	kept := make([]T, 0, len(all)/2+1)
	for i := len(all)%2 ^ 1; i < len(all); i += 2 { // begins so that the last one is kept
		kept = append(kept, all[i])
	}
	return kept
}
