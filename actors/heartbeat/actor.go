// Package heartbeat is a timer with a voice: when it starts, and then once every node interval, it tells its parent, the
// peer, that it is time to REGISTER (specification, section V: when a node joins, and at regular intervals). It beats at
// its start so that a crash never costs a beat: one that is missed may cost the lease. It never speaks to the tracker
// itself, because the peer holds the token.
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

// beatDue is its timer.
type beatDue struct{ heart *Actor }

// New makes a heartbeat.
func New(ports Ports) actor.Actor { return &Actor{ports: ports} }

// Receive deals with one message.
func (a *Actor) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started:
		a.beat(ctx)
	case *actor.Stopping, *actor.Restarting:
		a.timer.Stop()
	case *beatDue:
		if message.heart == a { // a timer of an incarnation that crashed may still arrive
			a.beat(ctx)
		}
	}
}

func (a *Actor) beat(ctx port.Context) {
	ctx.Send(ctx.Parent(), &port.HeartbeatDue{})
	a.timer = a.ports.Clock.After(a.ports.Settings.NodeInterval, ctx.Self(), &beatDue{heart: a})
}
