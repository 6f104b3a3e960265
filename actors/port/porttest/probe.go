package porttest

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// injectedPanic is the text of a panic that Harness.Crash causes.
const injectedPanic = "injected by the test"

// panicRequest makes the actor under test panic.
type panicRequest struct{}

// actorUnderTest wraps the actor under test. It can inject a panic, and does what runtime/system does for real
// actors: an actor that is stopping receives no further messages, and messages that an edge lent are released.
type actorUnderTest struct {
	actor.Actor
	stopping bool
}

// Receive passes a message on to the actor.
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

// spawnRequest makes a probe spawn an actor as its child.
type spawnRequest struct {
	props *actor.Props
	pid   port.PID
}

// Probe is an actor that records the messages it receives. It takes the place of the other actors in a test.
type Probe struct {
	PID        port.PID
	Stopped    bool       // it was stopped
	Terminated []port.PID // children of which it received Terminated
	received   []any
}

// Receive records a message.
func (p *Probe) Receive(ctx port.Context) {
	switch message := ctx.Message().(type) {
	case *actor.Started, *actor.Stopping, *actor.Restarting:
	case *actor.Stopped:
		p.Stopped = true
	case *spawnRequest:
		pid, err := ctx.SpawnNamed(message.props, "actor")
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

// Took returns the messages that the probe received since the last call.
func (p *Probe) Took() []any {
	got := p.received
	p.received = nil
	return got
}
