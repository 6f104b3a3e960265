package world

import (
	"reflect"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// maxAtOnce is how many messages may be delivered while time stands still. A loop of messages without a delay would never
// let the clock move; a swarm of ten thousand that all act at one instant stays far below.
const maxAtOnce = 50_000_000

// listener writes down each message that an actor is given.
type listener struct {
	world *World
	kind  system.Kind
	inner actor.Actor
}

// Receive writes down and passes on.
func (l *listener) Receive(ctx port.Context) {
	w := l.world
	w.atOnce++
	if w.atOnce > maxAtOnce {
		panic("world: messages go round without time passing")
	}
	w.trace.delivery(w.now, ctx.Self().Id, reflect.TypeOf(ctx.Message()).String())
	l.inner.Receive(ctx)
	if _, stopped := ctx.Message().(*actor.Stopped); stopped && l.kind == system.KindPeer {
		w.peerStopped(ctx.Self())
	}
}
