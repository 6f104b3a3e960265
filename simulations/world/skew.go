package world

import (
	"fmt"
	"time"
)

// skew says how a node's clock differs from the world's (clock skew). The zero value is a clock that is exact.
type skew struct {
	rate  float64       // how fast it runs: 2 is twice as fast as the world's clock; zero: 1
	since time.Duration // when the rate was set, in the world's time
	own   time.Duration // what the clock showed then, in its own time
}

// time returns what the clock shows, as the time since the world began.
func (s *skew) time(now time.Duration) time.Duration {
	if s.rate == 0 {
		return now
	}
	return s.own + time.Duration(float64(now-s.since)*s.rate)
}

// realWait returns how long the world's clock runs until the node's clock has advanced by at least d. By the node's
// own clock no timer fires too early.
func (s *skew) realWait(now, d time.Duration) time.Duration {
	if s.rate == 0 || d <= 0 {
		return d
	}
	due, wait := s.time(now)+d, time.Duration(float64(d)/s.rate)
	for s.time(now+wait) < due {
		wait++
	}
	return wait
}

// Skew makes the node's clock jump ahead and run at this rate from now on: 1.05 gains three seconds a minute. Timers
// that were set before are not affected. The rate must be above zero.
func (n *Node) Skew(ahead time.Duration, rate float64) {
	now := n.world.now
	n.skew = skew{rate: rate, since: now, own: n.skew.time(now) + ahead}
	n.reportDisturbance(fmt.Sprintf("its clock jumps by %v and runs at a rate of %g", ahead, rate))
}

// localTime returns what the node's clock shows.
func (n *Node) localTime() time.Time { return epoch.Add(n.skew.time(n.world.now)) }
