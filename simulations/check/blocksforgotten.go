package check

import (
	"fmt"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// blocksForgotten checks that each block a path was asked to fetch is in the buffer, in flight, or waiting to be
// requested. A download can complete in spite of a forgotten block, because its downloader asks for all missing
// blocks again after a timeout; it only takes longer. Without this invariant such a bug would be hard to notice.
type blocksForgotten struct {
	world *world.World
}

// countInterval is how often the blocks of one path are counted. A forgotten block stays forgotten until its
// downloader asks again, two seconds after the last block arrived (actors/downloader).
const countInterval = 500 * time.Millisecond

func newBlocksForgotten() *blocksForgotten { return &blocksForgotten{} }

// Name implements Invariant.
func (*blocksForgotten) Name() string { return "no block is forgotten" }

// Begin implements Beginner.
func (f *blocksForgotten) Begin(w *world.World) { f.world = w }

// Observe implements Invariant.
func (*blocksForgotten) Observe(time.Duration, messages.Fact) error { return nil }

// blockCounter is implemented by paths: the number of blocks that are neither received, in flight nor waiting.
type blockCounter interface{ Forgotten() int }

// Listen implements Listener for paths.
func (f *blocksForgotten) Listen(_ system.Kind, self actor.Actor) func(port.PID, any) error {
	path, is := self.(blockCounter)
	if !is {
		return nil
	}
	var next time.Duration
	return func(pid port.PID, _ any) error {
		if f.world.Now() < next {
			return nil
		}
		next = f.world.Now() + countInterval
		if count := path.Forgotten(); count > 0 {
			return &Breach{Saw: fmt.Sprintf("%s has forgotten %d blocks that it was asked to fetch", pid.Id, count),
				Want: "each block is in the buffer, in flight, or waiting to be requested"}
		}
		return nil
	}
}

// End implements Invariant.
func (*blocksForgotten) End(*world.World) error { return nil }
