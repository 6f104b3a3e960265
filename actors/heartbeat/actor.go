// Package heartbeat tells its parent, the peer, when to REGISTER: when the heartbeat starts, and then once every node
// interval (specification, section V). It beats at its start so that a restart after a crash delays no beat: a late
// beat may cost the node its lease. It does not speak to the tracker itself, because the peer holds the token.
//
//	receives   Started, beatDue (its own timer)
//	sends      port.HeartbeatDue to its parent
package heartbeat

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
)

// Ports are what a heartbeat needs of the world.
type Ports struct {
	Clock    port.Clock
	Settings *messages.Settings // of the node; read only
}

// Actor is one heartbeat.
type Actor struct {
	ports Ports
	timer port.Timer
}

// beatDue is the timer of the next beat.
type beatDue struct{ owner *Actor }

// New returns a heartbeat.
func New(ports Ports) actor.Actor { return &Actor{ports: ports} }

// Receive handles one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.beat(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.timer.Stop()
	case *beatDue:
		if message.owner == a { // else it is a timer of an incarnation that crashed
			a.beat(ctx)
		}
	}
}

func (a *Actor) beat(ctx port.Context) {
	ctx.Send(ctx.Parent(), &port.HeartbeatDue{})
	a.timer = a.ports.Clock.After(a.ports.Settings.NodeInterval, ctx.Self(), &beatDue{owner: a})
}
