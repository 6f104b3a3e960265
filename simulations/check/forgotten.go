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

// forgotten: no block is forgotten. Each block that a path was asked for is in its buffer, in flight, or still to be asked
// for. Without that a download may still end, because a downloader that waits for too long asks for all that is missing
// again: only its time tells, and seldom.
type blocksForgotten struct {
	world *world.World
}

// countEvery is how often the blocks of one path are counted: a block that was forgotten stays so until its downloader asks
// again, after two seconds without any (actors/downloader).
const countInterval = 500 * time.Millisecond

func newBlocksForgotten() *blocksForgotten { return &blocksForgotten{} }

// Name implements Invariant.
func (*blocksForgotten) Name() string { return "no block is forgotten" }

// Begin implements Beginner.
func (f *blocksForgotten) Begin(w *world.World) { f.world = w }

// Observe implements Invariant.
func (*blocksForgotten) Observe(time.Duration, messages.Fact) error { return nil }

// remembers is what a path can be asked.
type blockCounter interface{ Forgotten() int }

// Listen implements Listener: it hears the paths.
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
			return &Breach{Saw: fmt.Sprintf("%s has forgotten %d blocks that it was asked for", pid.Id, count),
				Want: "each block is in the buffer, in flight, or still to be asked for"}
		}
		return nil
	}
}

// End implements Invariant.
func (*blocksForgotten) End(*world.World) error { return nil }
