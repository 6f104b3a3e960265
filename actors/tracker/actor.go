package tracker

import (
	"net/netip"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are the ports that a tracker uses.
type Ports struct {
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
	Rand     port.Rand
	Ledger   port.Ledger
	Echo     port.Echo // nil: what nodes say of their addresses is believed
	Spawn    port.TrackerSpawn
	Journal  port.Journal
}

// Actor is the tracker.
type Actor struct {
	ports  Ports
	limits Limits
	roster
	catalogue
	choice      choice
	proofs      proofs
	helloTimer  helloTimer
	stock       *stockPeers
	stockTimer  port.Timer               // nil: none is set
	nativeAddrs []netip.AddrPort         // memory for the addresses of an owner
	holders     map[netip.AddrPort]*node // the node of each proven address
	offered     [maxAddresses]address    // memory for the addresses of one REGISTER
	leased      uint64                   // number of leases spawned so far; it makes their names unique

	// The tracker stops or restarts, and its leases with it: no node has expired because a lease ends.
	stopped bool
}

// New returns a tracker that starts from a stored state. Each node in the state gets a lease of one tracker interval,
// because the tracker cannot know how long it was down.
func New(ports Ports, state messages.TrackerState) *Actor {
	return NewWithin(DefaultLimits, ports, state)
}

// NewWithin is New with other limits than the default.
func NewWithin(limits Limits, ports Ports, state messages.TrackerState) *Actor {
	t := &Actor{ports: ports, limits: limits, roster: newRoster(), catalogue: newCatalogue(),
		choice: choice{rand: ports.Rand}, proofs: newProofs(), holders: make(map[netip.AddrPort]*node),
		stock: newStockPeers(limits.Stock)}
	t.restore(state)
	return t
}

// Producer returns a function that makes the tracker's actor. After a crash supervision calls it again. The new actor
// takes over the state of the crashed one, and the time of each node's last REGISTER, so that a crash neither shortens
// nor lengthens a lease.
func Producer(ports Ports, state messages.TrackerState) func() actor.Actor {
	var last *Actor
	return func() actor.Actor {
		crashed := last
		if crashed != nil {
			state = crashed.state()
		}
		last = New(ports, state)
		state = messages.TrackerState{} // it may be large and is not needed again
		if crashed != nil {
			last.copyRenewals(&crashed.roster)
			last.stock = crashed.stock
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
		t.stopped = true
		t.stopHelloTimer()
		t.stopStockTimer()
	case *port.AskedTracker:
		t.answer(ctx, m)
	case *port.AskedSwarms:
		t.answerSwarms(ctx, m)
	case *port.AskedView:
		t.show(ctx, m)
	case *port.Echoed:
		t.echoed(m)
	case *hellosDue:
		t.onHellosDue(ctx, m)
	case *stockDue:
		t.onStockDue(ctx, m)
	case *overdue:
		t.renewLease(ctx, m.Lease)
	case *port.ChildGivenUp:
		t.onLeaseGivenUp(ctx, m.Child)
	case *actor.Terminated:
		t.onLeaseEnded(ctx, m.Who)
	}
}
