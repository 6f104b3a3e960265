// Package clock implements the ports Clock and Rand with the machine's time and with unguessable numbers. It owns the
// timers that actors have set, and makes no decisions.
package clock

import (
	"time"

	"swarm/actors/port"
)

// Clock returns the machine's time, and posts the messages of timers through a gate.
type Clock struct{ gate port.Gate }

// New returns a clock without a gate, which Through must set. The two steps are necessary because the actor system
// needs a clock to be created, and the clock needs the actor system to post messages to.
func New() *Clock { return &Clock{} }

// Through sets the gate. It must be called once, before the first timer is set.
func (c *Clock) Through(gate port.Gate) { c.gate = gate }

// Now returns the time with a monotonic clock reading.
func (c *Clock) Now() time.Time { return time.Now() }

// After posts message to the PID after d.
func (c *Clock) After(d time.Duration, to port.PID, message any) port.Timer {
	return timer{time.AfterFunc(d, func() { c.gate.Post(to, message) })}
}

type timer struct{ inner *time.Timer }

// Stop prevents the message from being posted, unless it was posted already.
func (t timer) Stop() { t.inner.Stop() }
