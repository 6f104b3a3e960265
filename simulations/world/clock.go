package world

import (
	"time"

	"swarm/actors/port"
)

// began is the time that every world's clock shows at its beginning. Any instant does; a round one is easy to read.
var began = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

var _ port.Clock = (*clock)(nil)

// clock is the virtual time of one incarnation of a host: when that ends, so do its timers.
type clock struct {
	world *World
	site  *site // where its timers ring; nil: wherever they are set
	life  *life // nil: the world's own clock, which never ends
	skew  *skew // nil: it is right
}

// Now gives the virtual time.
func (c *clock) Now() time.Time {
	if c.skew == nil {
		return began.Add(c.world.now)
	}
	return began.Add(c.skew.time(c.world.now))
}

// After posts message to the PID once d has passed.
func (c *clock) After(d time.Duration, to port.PID, message any) port.Timer {
	t := &timer{clock: c, to: to, message: message}
	if c.skew != nil {
		d = c.skew.takes(c.world.now, d)
	}
	site := c.site
	if site == nil {
		site = c.world.window.here
	}
	c.world.plan(site, c.world.now+max(d, 0), t)
	return t
}

// timer is a message that was not sent yet.
type timer struct {
	clock   *clock
	to      port.PID
	message any
	stopped bool
}

// Stop keeps the message from being sent, and lets go of whoever was to get it: the timer itself stays on the agenda until
// its time, and an actor that ended meanwhile would be kept by it.
func (t *timer) Stop() {
	t.stopped, t.to, t.message = true, nil, nil
}

func (t *timer) happen() {
	if t.stopped || t.clock.life.over() {
		return
	}
	t.clock.world.system.Post(t.to, t.message)
}
