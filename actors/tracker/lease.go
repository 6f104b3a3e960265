package tracker

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Lease is an actor that lives for as long as its node is heard of, and one tracker interval more.
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
	// renew tells a lease when its node was heard of.
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
		l.renew(m.At)
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

// renew moves the deadline alone: a timer for each REGISTER would be the tracker's biggest cost.
func (l *Lease) renew(at time.Time) {
	if deadline := at.Add(l.node.Settings.TrackerInterval); deadline.After(l.deadline) {
		l.deadline = deadline
	}
}

// wake ends the lease, unless it was renewed since its timer was set.
func (l *Lease) wake(ctx port.Context, due *leaseDue) {
	if due != l.due {
		return
	}
	if left := l.deadline.Sub(l.node.Clock.Now()); left > 0 {
		l.sleep(ctx, left)
		return
	}
	ctx.Stop(ctx.Self())
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
