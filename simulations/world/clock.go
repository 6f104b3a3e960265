package world

import (
	"time"

	"swarm/actors/port"
)

// epoch is the time that every world's clock shows when the world begins. Any instant would do; a round one is easy
// to read.
var epoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

var _ port.Clock = (*clock)(nil)

// clock is the virtual clock of one incarnation of a host. When the incarnation ends, its timers no longer fire.
type clock struct {
	world       *World
	site        *site        // where its timers fire; nil: at the site that sets them
	incarnation *incarnation // nil: the world's own clock, which never ends
	skew        *skew        // nil: the clock is exact
}

// Now returns the virtual time.
func (c *clock) Now() time.Time {
	if c.skew == nil {
		return epoch.Add(c.world.now)
	}
	return epoch.Add(c.skew.time(c.world.now))
}

// After posts message to the PID once d has passed.
func (c *clock) After(d time.Duration, to port.PID, message any) port.Timer {
	t := &timer{clock: c, to: to, message: message}
	if c.skew != nil {
		d = c.skew.realWait(c.world.now, d)
	}
	site := c.site
	if site == nil {
		site = c.world.currentSite()
	}
	c.world.plan(site, c.world.now+max(d, 0), t)
	return t
}

// timer is a message that will be posted later.
type timer struct {
	clock   *clock
	to      port.PID
	message any
	stopped bool
}

// Stop prevents the message from being posted. It also drops the references to the receiver and the message: the
// timer stays on the agenda until its time comes, and would otherwise keep an actor that has ended in memory.
func (t *timer) Stop() {
	t.stopped, t.to, t.message = true, nil, nil
}

func (t *timer) happen() {
	if !t.stopped {
		t.clock.post(t.to, t.message)
	}
}

// post sends a message, unless the host of the clock has ended.
func (c *clock) post(to port.PID, message any) {
	if !c.incarnation.ended() {
		c.world.system.Post(to, message)
	}
}
