package check

import (
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// promises checks that actors keep the contracts of their ports: they release a buffer once, finish a file only when
// it is complete, and stop when they are told to. An actor without a parent is never given up by supervision.
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
