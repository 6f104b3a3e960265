package check

import (
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// Invariant is one thing that must always be true. It belongs to one run.
type Invariant interface {
	// Name says what holds, in a few words.
	Name() string
	// Observe is given each fact, in order. It is called while an actor has its turn, and must not touch the world.
	Observe(at time.Duration, fact messages.Fact) error
	// End is asked once, when the run is over and its nodes still live.
	End(w *world.World) error
}
