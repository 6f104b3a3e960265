package path

import (
	"net/netip"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a path needs of the world.
type Ports struct {
	Clock   port.Clock
	Rand    port.Rand
	Network port.Connector
}

// Actor is the path to one owner.
type Actor struct {
	ports     Ports
	owner     netip.AddrPort
	downlink  port.PID
	ticket    ticket
	inquiries []*inquiry
	followed  []*inquiry // answered: what the owner tells of its own accord goes to the askers
	fetches   []*fetch   // in the order in which they were asked for: the first is served first
	receipts  []*receipt
	flight    flight
	window    window
	pace      pacer
	rtt       roundTrip
	discovery discovery
	batching  batching
	waiting   time.Time // since when an answer is owed; zero when none is
	knocks    int       // Hellos since the owner was heard
	used      time.Time // when somebody last wanted something
	wake      wake
	meter     meter
	sharing   sharing
}

// New makes the path to an owner.
func New(ports Ports, spec port.PathSpec) actor.Actor {
	return &Actor{ports: ports, owner: spec.Owner, downlink: spec.Downlink}
}

// Receive deals with one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.stop(ctx)
	case *port.Inquire:
		a.inquire(ctx, message)
	case *port.Forget:
		a.forget(message)
	case *port.Fetch:
		a.fetch(ctx, message)
	case *port.Drop:
		a.drop(ctx, message.Stream)
	case *port.Confirm:
		a.confirm(ctx, message)
	case *port.BlocksArrived:
		a.arrived(ctx, message)
	case *port.Inbound:
		a.receive(ctx, message.Packet)
	case *port.Metered:
		a.metered(ctx, message)
	case *port.Allowed:
		a.allowed(ctx, message)
	case *wakeDue:
		a.woken(ctx, message)
	}
}

func (a *Actor) start(ctx port.Context) {
	a.used = a.ports.Clock.Now()
	a.flight = newFlight(a.used)
	a.window = newWindow(a.ports.Rand.IntN(cycleRounds))
	a.ports.Network.Connect(a.owner, ctx.Self())
	a.measure()
	ctx.Send(a.downlink, &port.PathBegan{Path: ctx.Self()})
	a.greet(a.used)
	a.look(ctx, a.used)
}

func (a *Actor) stop(ctx port.Context) {
	a.wake.stop()
	a.endMeter(ctx)
	a.ports.Network.Disconnect(a.owner, ctx.Self())
}

func (a *Actor) receive(ctx port.Context, packet messages.Packet) {
	now := a.ports.Clock.Now()
	a.heard(now)
	switch packet := packet.(type) {
	case *messages.Welcome:
		a.welcomed(packet, now)
	case *messages.Availability:
		a.answered(ctx, packet, now)
	case *messages.Refusal:
		a.refused(ctx, packet, now)
	case *messages.ReceiptNoted:
		a.noted(packet)
	case *messages.Unchoke:
		a.unchoked(ctx, packet)
	case *messages.ProbeEcho:
		a.echoed(ctx, packet, now)
	}
	if !a.flight.empty() {
		a.owed(now)
	}
	a.look(ctx, now)
}

// heard notes that the owner lives.
func (a *Actor) heard(now time.Time) {
	a.waiting, a.knocks, a.used, a.discovery.heard = time.Time{}, 0, now, true
}

// owed notes that an answer is expected from now on.
func (a *Actor) owed(now time.Time) {
	if a.waiting.IsZero() {
		a.waiting = now
	}
}

// look does all that can be done now, and sets the timer for what comes later.
func (a *Actor) look(ctx port.Context, now time.Time) {
	if a.ticket.valid {
		a.query(now)
		a.request(now)
		a.deliver(now)
		a.search(ctx, now)
		a.claim(ctx, now)
	}
	a.arm(ctx, now)
}

// silent tells every user that the owner does not answer, and ends the path.
func (a *Actor) silent(ctx port.Context) {
	message := &port.OwnerSilent{Owner: a.owner}
	for _, inquiry := range a.inquiries {
		ctx.Send(inquiry.asked.ReplyTo, message)
	}
	for _, fetch := range a.fetches {
		ctx.Send(fetch.replyTo, message)
	}
	a.inquiries, a.followed, a.fetches = nil, nil, nil
	ctx.Stop(ctx.Self())
}
