package porttest

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

const injectedPanic = "injected by the test"

// crash makes a player panic.
type panicRequest struct{}

// player is the actor under test, with a fault to inject. It keeps the promises that runtime/system makes: nothing but
// the end is told to an actor that is ending, and what an edge lent is given back.
type actorUnderTest struct {
	actor.Actor
	stopping bool
}

// Receive passes one message on.
func (p *actorUnderTest) Receive(ctx port.Context) {
	switch ctx.Message().(type) {
	case *actor.Stopping, *actor.Restarting:
		p.stopping = true
	case *actor.Stopped:
	case *panicRequest:
		panic(injectedPanic)
	default:
		if p.stopping {
			return
		}
	}
	if credited, ok := ctx.Message().(port.Credited); ok {
		defer credited.Release()
	}
	p.Actor.Receive(ctx)
}

// begin asks a probe to become the parent of an actor.
type spawnRequest struct {
	props *actor.Props
	pid   port.PID
}

// Probe is a mailbox that writes down what reaches it.
type Probe struct {
	PID        port.PID
	Stopped    bool       // it was stopped
	Terminated []port.PID // whose end it was told of
	received   []any
}

// Receive writes one message down.
func (p *Probe) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started, *actor.Stopping, *actor.Restarting:
	case *actor.Stopped:
		p.Stopped = true
	case *spawnRequest:
		pid, err := ctx.SpawnNamed(message.props, "player")
		if err != nil {
			panic(err)
		}
		message.pid = pid
	case *actor.Terminated:
		p.Terminated = append(p.Terminated, message.Who)
	default:
		p.received = append(p.received, message)
	}
}

// Took gives what reached the probe since the last call.
func (p *Probe) Took() []any {
	got := p.received
	p.received = nil
	return got
}
