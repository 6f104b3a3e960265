package check

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// Invariant is something that must always be true. An Invariant belongs to one run. Its errors are Breaches, which
// say what was seen and what was expected.
type Invariant interface {
	// Name states the invariant in a few words.
	Name() string
	// Observe is called with each fact, of an actor or of the world; facts of one node come in order. It is called
	// while an actor is processing a message: it may read the world and must not change it.
	Observe(at time.Duration, fact messages.Fact) error
	// End is called once when the run is over, while the nodes still run.
	End(w *world.World) error
}

// Beginner is an Invariant that reads the world in Observe.
type Beginner interface {
	// Begin is called once, before the first fact.
	Begin(w *world.World)
}

// Inspector is an Invariant that reads the world at regular intervals.
type Inspector interface {
	// Inspect is called every InspectEvery of virtual time.
	Inspect(w *world.World) error
}

// Listener is an Invariant that checks the messages which actors receive.
type Listener interface {
	// Listen is called for each new actor. It returns a function that is called after each message that the actor has
	// processed, or nil.
	Listen(kind system.Kind, self actor.Actor) func(pid port.PID, message any) error
}

// Closer is an Invariant that checks what is left after the end.
type Closer interface {
	// Closed is called once, when everything has been stopped.
	Closed(w *world.World) error
}
