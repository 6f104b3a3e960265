package peer

import (
	"net/netip"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a peer needs of the world.
type Ports struct {
	ID         messages.NodeID
	Settings   *messages.Settings // of the node; read only
	Clock      port.Clock
	Rand       port.Rand
	Network    port.Publisher
	BitTorrent port.SwarmPublisher // nil: the node speaks no BitTorrent
	Announces  bool                // the node announces to the trackers that torrents name
	Store      port.FileStore
	Tracker    port.Tracker
	Tokens     port.Tokens
	Spawn      port.PeerSpawn
	Journal    port.Journal
}

// Actor is one peer.
type Actor struct {
	ports     Ports
	spec      port.PeerSpec
	memory    *Memory
	heartbeat port.PID
	uplink    port.PID
	downlink  port.PID
	choker    port.PID                    // nil: the node speaks no BitTorrent
	paths     map[netip.AddrPort]port.PID // by owner; its order never matters
	greetings greetings
	tracker   tracker
	updates   updates
	leaving   bool
}

// New returns a peer. Each incarnation of a peer is given the same memory.
func New(ports Ports, spec port.PeerSpec, memory *Memory) actor.Actor {
	return &Actor{ports: ports, spec: spec, memory: memory, paths: map[netip.AddrPort]port.PID{}}
}

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.stop()
	case messages.Command:
		a.command(ctx, message)
	case *port.HashAdvanced:
		a.hashAdvanced(message)
	case *port.Shared:
		a.handleFile(message, message.File, func() { a.shared(ctx, message) })
	case *port.Opened:
		a.handleFile(message, message.File, func() { a.opened(ctx, message) })
	case *port.StoreFailed:
		a.storeFailed(message)
	case *port.OpenPath:
		a.openPath(ctx, message)
	case *port.PathGreeted:
		a.greetings.heard(message.Owner)
	case *port.OwnerSilent:
		a.greetings.silent(message.Owner, a.ports.Clock.Now())
	case *port.FindOwners:
		a.findOwners(ctx, message)
	case *port.DownloadEnded:
		a.downloadEnded(ctx, message)
	case *port.Uploaded:
		a.uploaded(ctx, message)
	case *port.SourceLost:
		a.stopSharing(ctx, a.memory.holdingOf(message.File), message.Reason)
	case *port.ChildGivenUp:
		a.childGivenUp(message)
	case *actor.Terminated:
		a.terminated(ctx, message.Who)
	case *port.HeartbeatDue:
		a.register(ctx)
	case *retryDue:
		a.retryDue(ctx, message)
	case *updateDue:
		a.updateDue(ctx, message)
	case *leaveDue:
		a.leaveDue(ctx, message)
	case *messages.Registered:
		a.registered(ctx, message)
	case *messages.Owned:
		a.owned(ctx)
	case *messages.Owners:
		a.owners(ctx, message)
	case *messages.Updated:
		a.updated(ctx, message)
	case *messages.Exited:
		a.exited(ctx)
	case *messages.Refused:
		a.refused(ctx, message)
	case *messages.Unreachable:
		a.unreachable(ctx, message)
	}
}

func (a *Actor) start(ctx port.Context) {
	a.uplink = a.ports.Spawn.Uplink(ctx, "uplink")
	a.downlink = a.ports.Spawn.Downlink(ctx, "downlink")
	if a.ports.BitTorrent != nil {
		a.choker = a.ports.Spawn.Choker(ctx, "choker")
	}
	a.startLimits(ctx)
	for _, h := range a.memory.holdings { // after a crash, sharing and fetching go on
		h.announced = messages.HoldingNone
		a.serve(ctx, h)
		if !h.complete {
			a.fetch(ctx, h)
		}
	}
	a.resumePending(ctx)
	a.makeToken()
	a.heartbeat = a.ports.Spawn.Heartbeat(ctx, "heartbeat") // its first beat registers the node
}

func (a *Actor) stop() {
	a.tracker.stopTimer()
	a.updates.stopTimer()
	for _, h := range a.memory.holdings {
		a.unpublish(h)
	}
}

// at names the node in a fact.
func (a *Actor) at() messages.At { return messages.At{Node: a.ports.ID} }
