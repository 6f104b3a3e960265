package peer

import (
	"net/netip"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Actor is one peer.
type Actor struct {
	node      *port.Node
	spec      port.PeerSpec
	memory    *Memory
	heartbeat port.PID
	uplink    port.PID
	downlink  port.PID
	paths     map[netip.AddrPort]port.PID // never iterated
	tracker   tracker
	updates   updates
	leaving   bool
	invites   int // counts up: which file's turn it is to have others invited
}

// New makes a peer. The memory is the same value for each incarnation.
func New(node *port.Node, spec port.PeerSpec, memory *Memory) actor.Actor {
	return &Actor{node: node, spec: spec, memory: memory, paths: map[netip.AddrPort]port.PID{}}
}

// Receive deals with one message.
func (a *Actor) Receive(ctx actor.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.start(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.stop()
	case messages.Command:
		a.command(ctx, message)
	case *port.HashAdvanced:
		a.node.Journal.Note(messages.HashProgress{At: a.at(), Name: message.Name, Bytes: message.Bytes, Total: message.Total})
	case *port.Shared:
		a.keep(message, message.File, func() { a.shared(ctx, message) })
	case *port.Opened:
		a.keep(message, message.File, func() { a.opened(ctx, message) })
	case *port.StoreFailed:
		a.storeFailed(message)
	case *port.PathBegan:
		ctx.Send(a.downlink, message)
	case *port.OpenPath:
		a.openPath(ctx, message)
	case *port.UplinkIdle:
		a.invite(ctx, message)
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

func (a *Actor) start(ctx actor.Context) {
	a.uplink = a.node.Spawn.Uplink(ctx, "uplink", a.node)
	a.downlink = a.node.Spawn.Downlink(ctx, "downlink", a.node)
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
	a.heartbeat = a.node.Spawn.Heartbeat(ctx, "heartbeat", a.node) // its first beat registers
}

func (a *Actor) stop() {
	a.tracker.stop()
	a.updates.stop()
	for _, h := range a.memory.holdings {
		a.node.Network.Unpublish(h.file.File().InfoHash)
	}
}

// at names the node in a fact.
func (a *Actor) at() messages.At { return messages.At{Node: a.node.ID} }
