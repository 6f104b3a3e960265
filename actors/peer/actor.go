package peer

import (
	"net/netip"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a peer needs of the world.
type Ports struct {
	ID       messages.NodeID
	Settings *messages.Settings // of the node; read only
	Clock    port.Clock
	Rand     port.Rand
	Network  port.Publisher
	Store    port.FileStore
	Tracker  port.Tracker
	Tokens   port.Tokens
	Spawn    port.PeerSpawn
	Journal  port.Journal
}

// Actor is one peer.
type Actor struct {
	ports     Ports
	spec      port.PeerSpec
	memory    *Memory
	heartbeat port.PID
	uplink    port.PID
	downlink  port.PID
	paths     map[netip.AddrPort]port.PID // never iterated
	tracker   tracker
	updates   updates
	leaving   bool
}

// New makes a peer. The memory is the same value for each incarnation.
func New(ports Ports, spec port.PeerSpec, memory *Memory) actor.Actor {
	return &Actor{ports: ports, spec: spec, memory: memory, paths: map[netip.AddrPort]port.PID{}}
}

// Receive deals with one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.stop()
	case messages.Command:
		a.command(ctx, message)
	case *port.HashAdvanced:
		a.ports.Journal.Note(messages.HashProgress{At: a.at(), Name: message.Name, Bytes: message.Bytes, Total: message.Total})
	case *port.Shared:
		a.keep(message, message.File, func() { a.shared(ctx, message) })
	case *port.Opened:
		a.keep(message, message.File, func() { a.opened(ctx, message) })
	case *port.StoreFailed:
		a.storeFailed(message)
	case *port.OpenPath:
		a.openPath(ctx, message)
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
	default:
		a.tracked(ctx)
	}
}

func (a *Actor) start(ctx port.Context) {
	a.uplink = a.ports.Spawn.Uplink(ctx, "uplink")
	a.downlink = a.ports.Spawn.Downlink(ctx, "downlink")
	a.startLimits(ctx)
	for _, h := range a.memory.holdings { // after a crash: all that was held or wanted is taken up again
		h.told = messages.HoldingNone
		a.serve(ctx, h)
		if h.state != messages.HoldingWhole {
			a.fetch(ctx, h)
		}
	}
	a.goOn(ctx)
	a.proveItself()
	a.heartbeat = a.ports.Spawn.Heartbeat(ctx, "heartbeat") // its first beat registers
}

func (a *Actor) stop() {
	a.tracker.stop()
	a.updates.stop()
	for _, h := range a.memory.holdings {
		a.ports.Network.Unpublish(h.file.File().InfoHash)
	}
}

// at names the node in a fact.
func (a *Actor) at() messages.At { return messages.At{Node: a.ports.ID} }
