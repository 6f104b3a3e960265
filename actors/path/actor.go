package path

import (
	"net/netip"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/congestion"
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
	ports            Ports
	owner            netip.AddrPort
	downlink         port.PID
	cautious         bool // the owner is sent few Hellos
	greeted          bool // the owner has answered a Hello
	ticket           ticket
	inquiries        []*inquiry // not answered yet
	answered         []*inquiry // their askers are told when the owner reports changes
	fetches          []*fetch   // in the order in which they began; the first asks first
	receipts         []*receipt
	congestion       congestion.Controller
	paced            bool // a request waits for pacing
	discovery        discovery
	batching         batching
	confirmation     confirmation
	waitingSince     time.Time // since when an answer is expected; zero when none is
	unansweredHellos int       // Hellos sent since the owner last sent anything
	unproven         uint64    // packets that were dropped because they prove nothing
	lastUsed         time.Time // when somebody last wanted something, or the owner last sent something
	wake             wake
	meter            meter
	starvation       starvation
	sharing          sharing
}

// New returns the path to an owner.
func New(ports Ports, spec port.PathSpec) actor.Actor {
	return &Actor{ports: ports, owner: spec.Owner, downlink: spec.Downlink, cautious: spec.Cautious}
}

// Receive handles one message.
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
		a.blocksArrived(ctx, message)
	case *port.Inbound:
		a.receive(ctx, message.Packet)
	case *port.Metered:
		a.metered(ctx, message)
	case *port.Allowed:
		a.allowed(ctx, message)
	case *wakeDue:
		a.onWake(ctx, message)
	}
}

// start connects the path to the network, announces it to the downlink and sends the first Hello.
func (a *Actor) start(ctx port.Context) {
	a.lastUsed = a.ports.Clock.Now()
	a.congestion = congestion.New(a.ports.Rand.IntN(congestion.Rounds), a.lastUsed)
	a.ports.Network.Connect(a.owner, ctx.Self())
	a.beginDiscovery()
	ctx.Send(a.downlink, &port.PathBegan{Path: ctx.Self()})
	a.greet(a.lastUsed)
	a.advance(ctx, a.lastUsed)
}

// stop gives back what the path holds.
func (a *Actor) stop(ctx port.Context) {
	a.wake.stop()
	a.endMeter(ctx)
	a.ports.Network.Disconnect(a.owner, ctx.Self())
}

// receive handles one control packet that came from the owner's address, if it proves that the owner sent it.
func (a *Actor) receive(ctx port.Context, packet messages.Packet) {
	if !a.proven(packet) {
		a.unproven++
		return
	}
	now := a.ports.Clock.Now()
	a.noteAlive(now)
	switch packet := packet.(type) {
	case *messages.Welcome:
		a.welcome(ctx, packet, now)
	case *messages.Availability:
		a.availability(ctx, packet)
	case *messages.Refusal:
		a.refused(ctx, packet, now)
	case *messages.ReceiptNoted:
		a.receiptNoted(packet)
	case *messages.Unchoke:
		a.unchoke(ctx, packet)
	case *messages.ProbeEcho:
		a.probeEchoed(ctx, packet, now)
	}
	if !a.congestion.Empty() {
		a.expectAnswer(now)
	}
	a.advance(ctx, now)
}

// noteAlive notes that the owner sent something.
func (a *Actor) noteAlive(now time.Time) {
	a.waitingSince, a.unansweredHellos, a.lastUsed, a.discovery.ownerSeen = time.Time{}, 0, now, true
}

// expectAnswer begins to wait for the owner, unless the path waits already.
func (a *Actor) expectAnswer(now time.Time) {
	if a.waitingSince.IsZero() {
		a.waitingSince = now
	}
}

// advance does all that can be done now, and sets the timer for what is due later.
func (a *Actor) advance(ctx port.Context, now time.Time) {
	if a.ticket.valid {
		a.sendQueries(now)
		a.sendRequests(now)
		a.noteStarved(ctx)
		a.sendReceipts(now)
		a.sendConfirmation()
		a.sendProbe(ctx, now)
		a.claim(ctx, now)
	}
	a.setTimer(ctx, now)
}

// endSilent tells the peer and every user that the owner does not answer, and ends the path.
func (a *Actor) endSilent(ctx port.Context) {
	message := &port.OwnerSilent{Owner: a.owner}
	ctx.Send(ctx.Parent(), message)
	for _, inquiry := range a.inquiries {
		ctx.Send(inquiry.ReplyTo, message)
	}
	for _, fetch := range a.fetches {
		ctx.Send(fetch.downloader, message)
	}
	a.inquiries, a.answered, a.fetches = nil, nil, nil
	ctx.Stop(ctx.Self())
}
