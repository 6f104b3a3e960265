package world

import (
	"fmt"
	"time"
)

// skew is how a node's own clock differs from the world's: zero values are a clock that is right.
type skew struct {
	rate  float64       // how fast it runs, beside 1; zero: 1
	since time.Duration // when the rate was set, in the world's time
	own   time.Duration // what the clock showed then, in its own time
}

// time gives what the clock shows, since the world began.
func (s *skew) time(now time.Duration) time.Duration {
	if s.rate == 0 {
		return now
	}
	return s.own + time.Duration(float64(now-s.since)*s.rate)
}

// takes gives how long the world waits from now on until the clock has moved on by d, and not a nanosecond less: by its own
// clock, no timer rings too soon.
func (s *skew) takes(now, d time.Duration) time.Duration {
	if s.rate == 0 || d <= 0 {
		return d
	}
	due, wait := s.time(now)+d, time.Duration(float64(d)/s.rate)
	for s.time(now+wait) < due {
		wait++
	}
	return wait
}

// Skew makes the node's clock jump ahead, and run at a rate from now on: 1.05 gains three seconds a minute. Timers that
// run already keep their end. The rate must be above zero.
func (n *Node) Skew(ahead time.Duration, rate float64) {
	now := n.world.now
	n.skew = skew{rate: rate, since: now, own: n.skew.time(now) + ahead}
	n.disturbed(fmt.Sprintf("its clock jumps by %v and runs at a rate of %g", ahead, rate))
}

// localTime is what the node's clock shows.
func (n *Node) localTime() time.Time { return began.Add(n.skew.time(n.world.now)) }
