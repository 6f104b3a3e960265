// Package clock is the real arm of the ports Clock and Rand: the machine's time and unguessable numbers. It owns the
// timers that actors have set, and decides nothing.
package clock

import (
	"time"

	"swarm/actors/port"
)

// Clock tells the machine's time. Timers are posted through a gate.
type Clock struct{ gate port.Gate }

// New makes a clock. The gate may be set later, once, with Through: an actor system needs a clock to be made, and the
// clock needs the actor system to post to.
func New() *Clock { return &Clock{} }

// Through sets the gate. It must be called before the first timer is set.
func (c *Clock) Through(gate port.Gate) { c.gate = gate }

// Now gives the time, with the machine's monotonic reading.
func (c *Clock) Now() time.Time { return time.Now() }

// After posts message to the PID once d has passed.
func (c *Clock) After(d time.Duration, to port.PID, message any) port.Timer {
	return timer{time.AfterFunc(d, func() { c.gate.Post(to, message) })}
}

type timer struct{ inner *time.Timer }

// Stop keeps the message from being posted, unless it was already.
func (t timer) Stop() { t.inner.Stop() }
