package tracker

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Lease is an actor that lives for as long as its node is heard of, and one tracker interval more. It asks the tracker
// when its time is over: to tell it of each REGISTER would wake an actor for each, which costs more than the answer does.
type Lease struct {
	node     *port.TrackerNode
	of       messages.NodeID
	deadline time.Time
	due      *leaseDue  // the timer that counts: one of an earlier life, or one that was stopped too late, is another
	timer    port.Timer // nil before the first is set
}

// NewLease makes the lease of one node. It runs for one tracker interval from its start, and anew when it is restarted:
// a crash of ours is not the node's silence.
func NewLease(node *port.TrackerNode, of messages.NodeID) *Lease {
	return &Lease{node: node, of: of}
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
func (l *Lease) Receive(ctx actor.Context) {
	switch m := ctx.Message().(type) {
	case *actor.Started:
		l.start(ctx)
	case *renew:
		l.renew(ctx, m.At)
	case *leaseDue:
		l.wake(ctx, m)
	case *actor.Restarting, *actor.Stopping:
		l.stop()
	}
}

func (l *Lease) start(ctx port.Context) {
	l.deadline = l.node.Clock.Now().Add(l.node.Settings.TrackerInterval)
	l.sleep(ctx, l.node.Settings.TrackerInterval)
}

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
	if deadline := at.Add(l.node.Settings.TrackerInterval); deadline.After(l.deadline) {
		l.deadline = deadline
	}
	left := l.deadline.Sub(l.node.Clock.Now())
	switch {
	case left <= 0:
		ctx.Stop(ctx.Self())
	case l.due == nil: // else it was asked by an incarnation that crashed
		l.sleep(ctx, left)
	}
}

func (l *Lease) sleep(ctx port.Context, d time.Duration) {
	l.due = &leaseDue{Of: l.of}
	l.timer = l.node.Clock.After(d, ctx.Self(), l.due)
}

func (l *Lease) stop() {
	l.due = nil
	if l.timer != nil {
		l.timer.Stop()
	}
}
