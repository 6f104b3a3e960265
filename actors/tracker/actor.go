package tracker

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a tracker needs of the world.
type Ports struct {
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
	Rand     port.Rand
	Ledger   port.Ledger
	Spawn    port.TrackerSpawn
	Journal  port.Journal
}

// Actor is the tracker.
type Actor struct {
	ports  Ports
	limits Limits
	roster
	catalogue
	leased uint64 // leases given so far: it makes their names unique
	ending bool   // the tracker stops or restarts, and its leases with it: their ends say nothing about nodes
}

// New makes a tracker that remembers state; each node in it has one tracker interval to come back: nobody knows how long
// the tracker was gone.
func New(ports Ports, state messages.TrackerState) *Actor {
	return NewWithin(DefaultLimits, ports, state)
}

// NewWithin is New with limits of one's own.
func NewWithin(limits Limits, ports Ports, state messages.TrackerState) *Actor {
	t := &Actor{ports: ports, limits: limits, roster: newRoster(), catalogue: newCatalogue()}
	t.restore(state)
	return t
}

// Producer makes a tracker, and, each time supervision restarts it, one that knows what the crashed one knew, and when it
// heard of each node: what is left of a lease outlives the crash, and becomes no more.
func Producer(ports Ports, state messages.TrackerState) func() actor.Actor {
	var last *Actor
	return func() actor.Actor {
		crashed := last
		if crashed != nil {
			state = crashed.state()
		}
		last = New(ports, state)
		state = messages.TrackerState{} // it may be big, and is not needed again
		if crashed != nil {
			last.hearAs(&crashed.roster)
		}
		return last
	}
}

// Receive implements actor.Actor.
func (t *Actor) Receive(ctx port.Context) {
	switch m := ctx.Message().(type) {
	case *actor.Started:
		t.start(ctx)
	case *actor.Restarting, *actor.Stopping:
		t.ending = true
	case *port.AskedTracker:
		t.answer(ctx, m)
	case *port.AskedView:
		t.show(ctx, m)
	case *overdue:
		t.renew(ctx, m.Lease)
	case *port.ChildGivenUp:
		t.giveUp(ctx, m.Child)
	case *actor.Terminated:
		t.leaseEnded(ctx, m.Who)
	}
}
