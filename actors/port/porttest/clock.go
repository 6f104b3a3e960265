package porttest

import (
	"slices"
	"time"

	"swarm/actors/port"
)

// Clock is a fake clock. It stands still until the test advances it.
type Clock struct {
	harness *Harness
	now     time.Time
	timers  []*timer // in the order in which they were set
	fired   int
}

type timer struct {
	clock   *Clock
	at      time.Time
	to      port.PID
	message any
}

// Now returns the fake time.
func (c *Clock) Now() time.Time { return c.now }

// After sets a timer.
func (c *Clock) After(d time.Duration, to port.PID, message any) port.Timer {
	set := &timer{clock: c, at: c.now.Add(d), to: to, message: message}
	c.timers = append(c.timers, set)
	return set
}

// Stop removes the timer.
func (t *timer) Stop() {
	t.clock.timers = slices.DeleteFunc(t.clock.timers, func(other *timer) bool { return other == t })
}

// Waiting returns how many timers are set.
func (c *Clock) Waiting() int { return len(c.timers) }

// Fired returns how many timers have fired.
func (c *Clock) Fired() int { return c.fired }

// Advance moves the time forward, and fires each timer at its time.
func (c *Clock) Advance(d time.Duration) {
	until := c.now.Add(d)
	for {
		next := c.earliest()
		if next == nil || next.at.After(until) {
			break
		}
		if next.at.After(c.now) {
			c.now = next.at
		}
		next.Stop()
		c.fired++
		c.harness.Send(next.to, next.message)
	}
	c.now = until
}

// AdvanceLate moves the time forward in one step and then fires all timers that are due, late. It stands for a
// machine that did not let the process run for a while.
func (c *Clock) AdvanceLate(d time.Duration) {
	c.now = c.now.Add(d)
	c.Advance(0)
}

func (c *Clock) earliest() *timer {
	var first *timer
	for _, set := range c.timers {
		if first == nil || set.at.Before(first.at) {
			first = set
		}
	}
	return first
}
