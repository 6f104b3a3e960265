package porttest

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

const injected = "injected by the test"

// crash makes a player panic.
type crash struct{}

// player is the actor under test, with a fault to inject. It keeps the promises that runtime/system makes: nothing but
// the end is told to an actor that is ending, and what an edge lent is given back.
type player struct {
	actor.Actor
	ending bool
}

// Receive passes one message on.
func (p *player) Receive(ctx port.Context) {
	switch ctx.Message().(type) {
	case *actor.Stopping, *actor.Restarting:
		p.ending = true
	case *actor.Stopped:
	case *crash:
		panic(injected)
	default:
		if p.ending {
			return
		}
	}
	if credited, ok := ctx.Message().(port.Credited); ok {
		defer credited.Release()
	}
	p.Actor.Receive(ctx)
}

// begin asks a probe to become the parent of an actor.
type begin struct {
	props *actor.Props
	pid   port.PID
}

// Probe is a mailbox that writes down what reaches it.
type Probe struct {
	PID   port.PID
	Ended bool       // it was stopped
	Lost  []port.PID // whose end it was told of
	got   []any
}

// Receive writes one message down.
func (p *Probe) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started, *actor.Stopping, *actor.Restarting:
	case *actor.Stopped:
		p.Ended = true
	case *begin:
		pid, err := ctx.SpawnNamed(message.props, "player")
		if err != nil {
			panic(err)
		}
		message.pid = pid
	case *actor.Terminated:
		p.Lost = append(p.Lost, message.Who)
	default:
		p.got = append(p.got, message)
	}
}

// Took gives what reached the probe since the last call.
func (p *Probe) Took() []any {
	got := p.got
	p.got = nil
	return got
}
