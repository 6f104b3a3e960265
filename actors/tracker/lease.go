package tracker

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// LeasePorts are the ports that a lease uses.
type LeasePorts struct {
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
}

// Lease is an actor that ends one tracker interval after its node's last REGISTER. It asks the tracker for that time
// when it has run out. To tell it of each REGISTER would wake an actor each time, which costs more than the reply.
type Lease struct {
	ports    LeasePorts
	node     messages.NodeID
	deadline time.Time  // when the lease ends, unless the node was renewed
	due      *leaseDue  // the pending timer; a timer that crossed a restart or a Stop has another value
	timer    port.Timer // nil before the first is set
}

// NewLease returns the lease of one node, which ends at the deadline unless it is renewed.
func NewLease(ports LeasePorts, node messages.NodeID, deadline time.Time) *Lease {
	return &Lease{ports: ports, node: node, deadline: deadline}
}

// LeaseProducer returns a function that makes the lease's actor. After a crash supervision calls it again. The new
// actor has the deadline of the crashed one, so that a crash neither shortens nor lengthens the lease. If the crash
// lost a renewal, the tracker knows of it and spawns another lease.
func LeaseProducer(ports LeasePorts, node messages.NodeID, deadline time.Time) func() actor.Actor {
	var last *Lease
	return func() actor.Actor {
		if last != nil {
			deadline = last.deadline
		}
		last = NewLease(ports, node, deadline)
		return last
	}
}

type (
	// overdue asks the tracker for the time of the node's last REGISTER.
	overdue struct{ Lease port.PID }

	// renew is the reply to overdue.
	renew struct{ At time.Time }

	// leaseDue is the lease's timer. It has a field because pointers to empty structs may be equal.
	leaseDue struct{ Node messages.NodeID }
)

// Receive implements actor.Actor.
func (l *Lease) Receive(ctx port.Context) {
	switch m := ctx.Message().(type) {
	case *actor.Started:
		l.setTimer(ctx, l.remaining())
	case *renew:
		l.renew(ctx, m.At)
	case *leaseDue:
		l.askTracker(ctx, m)
	case *actor.Restarting, *actor.Stopping:
		l.stopTimer()
	}
}

// remaining returns how long the lease still runs. It is zero or less when the lease has run out.
func (l *Lease) remaining() time.Duration { return l.deadline.Sub(l.ports.Clock.Now()) }

// askTracker asks whether the node was renewed since the timer was set. The lease continues until the tracker replies.
func (l *Lease) askTracker(ctx port.Context, due *leaseDue) {
	if due == l.due {
		l.due = nil
		ctx.Send(ctx.Parent(), &overdue{Lease: ctx.Self()})
	}
}

// renew ends the lease, unless the last REGISTER is less than one tracker interval ago.
func (l *Lease) renew(ctx port.Context, at time.Time) {
	if deadline := at.Add(l.ports.Settings.TrackerInterval); deadline.After(l.deadline) {
		l.deadline = deadline
	}
	left := l.remaining()
	switch {
	case left <= 0:
		ctx.Stop(ctx.Self())
	case l.due == nil: // otherwise a crashed incarnation had asked
		l.setTimer(ctx, left)
	}
}

func (l *Lease) setTimer(ctx port.Context, d time.Duration) {
	l.due = &leaseDue{Node: l.node}
	l.timer = l.ports.Clock.After(max(d, 0), ctx.Self(), l.due)
}

func (l *Lease) stopTimer() {
	l.due = nil
	if l.timer != nil {
		l.timer.Stop()
	}
}
