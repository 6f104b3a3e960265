package download

import "time"

// backOff is a wait that doubles from one failure to the next.
type backOff struct {
	until time.Time     // the end of the wait; zero: there is none
	delay time.Duration // how long the last wait was; 0: nothing has failed since the last success
}

// waiting reports whether the wait goes on.
func (b *backOff) waiting(now time.Time) bool { return now.Before(b.until) }

// failing reports whether something has failed since the last success.
func (b *backOff) failing() bool { return b.delay > 0 }

// next returns the delay after one more failure: twice the last one, within limits.
func (b *backOff) next(shortest, longest time.Duration) time.Duration {
	return min(max(2*b.delay, shortest), longest)
}

// start begins a wait whose length the next one doubles.
func (b *backOff) start(now time.Time, delay time.Duration) {
	b.until, b.delay = now.Add(delay), delay
}

// waitUntil moves the end of the wait. That is no failure; the zero time ends the wait.
func (b *backOff) waitUntil(until time.Time) { b.until = until }

// succeed forgets the failures. A wait that has begun goes on.
func (b *backOff) succeed() { b.delay = 0 }
