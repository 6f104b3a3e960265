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
	of       *record
	inner    actor.Actor
	stopping bool // Stopping was delivered: nothing but Stopped follows
}

// Crash is the reason of a failure: what an actor panicked with, and where.
type Crash struct {
	Value any
	Stack []byte
}

// Error gives the panic's value in words.
func (c Crash) Error() string { return fmt.Sprint(c.Value) }

// Receive passes one message on.
func (g *guard) Receive(ctx port.Context) {
	message := ctx.Message()
	if credited, ok := message.(port.Credited); ok {
		defer credited.Release()
	}
	switch message.(type) {
	case *actor.Stopping, *actor.Restarting:
		g.stopping = true
		g.last(ctx)
	case *actor.Stopped:
		g.last(ctx)
		g.system.forget(ctx.Self(), g.of)
	default:
		if !g.stopping {
			g.pass(ctx)
		}
	}
}

// pass delivers a message; a panic keeps its stack on the way to the supervisor.
func (g *guard) pass(ctx port.Context) {
	defer func() {
		if value := recover(); value != nil {
			panic(Crash{Value: value, Stack: debug.Stack()})
		}
	}()
	g.inner.Receive(ctx)
}

// last delivers a message of the end of a life. A panic there would leave the library with an actor that never stops, so
// it is logged and the end goes on.
func (g *guard) last(ctx port.Context) {
	defer func() {
		if value := recover(); value != nil {
			g.system.options.Logger.Error("actor panicked while it ended",
				slog.String("actor", ctx.Self().Id), slog.Any("cause", value), slog.String("stack", string(debug.Stack())))
		}
	}()
	g.inner.Receive(ctx)
}
