package tracker

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// LeasePorts are what a lease needs of the world.
type LeasePorts struct {
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
}

// Lease is an actor that lives for as long as its node is heard of, and one tracker interval more. It asks the tracker
// when its time is over: to tell it of each REGISTER would wake an actor for each, which costs more than the answer does.
type Lease struct {
	ports    LeasePorts
	node     messages.NodeID
	deadline time.Time  // when it ends, unless it is renewed
	due      *leaseDue  // the timer that counts: one of an earlier life, or one that was stopped too late, is another
	timer    port.Timer // nil before the first is set
}

// NewLease makes the lease of one node, which ends at the deadline unless it is renewed.
func NewLease(ports LeasePorts, node messages.NodeID, deadline time.Time) *Lease {
	return &Lease{ports: ports, node: node, deadline: deadline}
}

// LeaseProducer makes the lease of one node, and, each time supervision restarts it, one with the deadline of the crashed
// one: a crash of ours neither shortens nor lengthens a node's silence. A renewal that the crash lost is known to the
// tracker, which leases again.
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
	// overdue asks the tracker when a lease's node was heard of.
	overdue struct{ Lease port.PID }

	// renew answers it.
	renew struct{ At time.Time }

	// leaseDue is the lease's timer. It has a field because pointers to empty structs may be equal.
	leaseDue struct{ Of messages.NodeID }
)

// Receive implements actor.Actor.
func (l *Lease) Receive(ctx port.Context) {
	switch m := ctx.Message().(type) {
	case *actor.Started:
		l.sleep(ctx, l.left())
	case *renew:
		l.renew(ctx, m.At)
	case *leaseDue:
		l.wake(ctx, m)
	case *actor.Restarting, *actor.Stopping:
		l.stop()
	}
}

// left is how long the lease still runs; zero or less when it is over.
func (l *Lease) left() time.Duration { return l.deadline.Sub(l.ports.Clock.Now()) }

// wake asks the tracker whether the node was heard of since the timer was set. While the tracker has not answered, the
// lease goes on.
func (l *Lease) wake(ctx port.Context, due *leaseDue) {
	if due == l.due {
		l.due = nil
		ctx.Send(ctx.Parent(), &overdue{Lease: ctx.Self()})
	}
}

// renew ends the lease, unless the node was heard of within one tracker interval.
func (l *Lease) renew(ctx port.Context, at time.Time) {
	if deadline := at.Add(l.ports.Settings.TrackerInterval); deadline.After(l.deadline) {
		l.deadline = deadline
	}
	left := l.left()
	switch {
	case left <= 0:
		ctx.Stop(ctx.Self())
	case l.due == nil: // else it was asked by an incarnation that crashed
		l.sleep(ctx, left)
	}
}

func (l *Lease) sleep(ctx port.Context, d time.Duration) {
	l.due = &leaseDue{Of: l.node}
	l.timer = l.ports.Clock.After(max(d, 0), ctx.Self(), l.due)
}

func (l *Lease) stop() {
	l.due = nil
	if l.timer != nil {
		l.timer.Stop()
	}
}
