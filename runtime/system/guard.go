package system

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// guard stands between the library and one incarnation of an actor.
type guard struct {
	system   *System
	record   *record
	inner    actor.Actor
	stopping bool // Stopping or Restarting was delivered; of later messages only Stopped is
}

// Crash is the failure of an actor: the value that it panicked with, and the stack.
type Crash struct {
	Value any
	Stack []byte
}

// Error returns the panic's value as text.
func (c Crash) Error() string { return fmt.Sprint(c.Value) }

// Receive passes one message to the actor.
func (g *guard) Receive(ctx port.Context) {
	message := ctx.Message()
	if credited, ok := message.(port.Credited); ok {
		defer credited.Release()
	}
	switch message.(type) {
	case *actor.Stopping, *actor.Restarting:
		g.stopping = true
		g.deliverLast(ctx)
	case *actor.Stopped:
		g.deliverLast(ctx)
		g.system.forget(ctx.Self(), g.record)
	default:
		if !g.stopping {
			g.deliver(ctx)
		}
	}
}

// deliver delivers a message. It wraps a panic in a Crash, so that the supervisor sees the stack.
func (g *guard) deliver(ctx port.Context) {
	defer func() {
		if value := recover(); value != nil {
			panic(Crash{Value: value, Stack: debug.Stack()})
		}
	}()
	g.inner.Receive(ctx)
}

// deliverLast delivers a lifecycle message of an actor that is stopping or restarting. A panic here would make the
// library keep an actor that never stops, so it is logged and dropped.
func (g *guard) deliverLast(ctx port.Context) {
	defer func() {
		if value := recover(); value != nil {
			g.system.options.Logger.Error("actor panicked while it was stopping",
				slog.String("actor", ctx.Self().Id), slog.Any("cause", value), slog.String("stack",
					string(debug.Stack())))
		}
	}()
	g.inner.Receive(ctx)
}
