package check

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// Invariant is one thing that must always be true. It belongs to one run. An error is a Breach, which says what was seen
// and what was expected.
type Invariant interface {
	// Name says what holds, in a few words.
	Name() string
	// Observe is given each fact, those of one node in order: those of the actors and those of the world. It is called while
	// an actor has its turn: it may look at the world, and must not change it.
	Observe(at time.Duration, fact messages.Fact) error
	// End is asked once, when the run is over and its nodes still live.
	End(w *world.World) error
}

// Beginner is an invariant that looks at the world while it observes.
type Beginner interface {
	// Begin is called once, before the first fact.
	Begin(w *world.World)
}

// Looker is an invariant that looks at the world now and then, whether or not there are facts.
type Inspector interface {
	// Look is asked every LookEvery of virtual time.
	Inspect(w *world.World) error
}

// Listener is an invariant that hears the messages that actors are given.
type Listener interface {
	// Listen is called for each new actor. What it gives is called after the actor dealt with a message; nil hears nothing.
	Listen(kind system.Kind, self actor.Actor) func(pid port.PID, message any) error
}

// Closer is an invariant that looks at what is left of a world.
type Closer interface {
	// Closed is asked once, when everything was made to end.
	Closed(w *world.World) error
}
