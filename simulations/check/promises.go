package check

import (
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// promises: actors keep their promises towards their ports. They release a buffer once, finish a file only when they have
// all of it, stop when they are told to, and are never given up by their supervisor at the root.
type promises struct{}

func newPromises() *promises { return &promises{} }

// Name implements Invariant.
func (*promises) Name() string { return "ports are used as they promise" }

// Observe implements Invariant.
func (*promises) Observe(_ time.Duration, fact messages.Fact) error {
	if broken, is := fact.(world.PromiseBroken); is {
		return &Breach{Saw: broken.What, Want: "ports are used as actors/port says"}
	}
	return nil
}

// End implements Invariant.
func (*promises) End(*world.World) error { return nil }
