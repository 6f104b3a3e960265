package world

import (
	"reflect"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// maxMessagesPerInstant is how many messages may be delivered while the virtual time stands still. Actors that send
// messages in a circle without a delay would otherwise keep the clock from moving for ever. A swarm of ten thousand
// nodes that all act at one instant stays far below the limit.
const maxMessagesPerInstant = 50_000_000

// recorder wraps an actor and records each message that the actor receives in the trace.
type recorder struct {
	world *World
	kind  system.Kind
	inner actor.Actor
}

// Receive records the message and passes it on.
func (r *recorder) Receive(ctx port.Context) {
	w := r.world
	w.messagesNow++
	if w.messagesNow > maxMessagesPerInstant {
		panic("world: messages go round without time passing")
	}
	w.trace.delivery(w.now, ctx.Self().Id, reflect.TypeOf(ctx.Message()).String())
	r.inner.Receive(ctx)
	if _, stopped := ctx.Message().(*actor.Stopped); stopped && r.kind == system.KindPeer {
		w.peerStopped(ctx.Self())
	}
}
