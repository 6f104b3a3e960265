package check

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/runtime/system"
	"swarm/simulations/world"
)

// greedyPath is a path that has more in flight than its node's socket can buffer.
type greedyPath struct{ actor.Actor }

func (greedyPath) InFlight() int { return 5 << 20 }

// TestGreedyPath checks that bounds reports a path with more in flight than the socket's buffer holds.
func TestGreedyPath(t *testing.T) {
	invariant := newBounds()
	set := New(invariant)
	options := world.Options{Settings: testSettings()}
	w := world.New(options)
	set.Begin(w)
	listen := invariant.Listen(system.KindPath, greedyPath{})
	require.ErrorContains(t, listen(actor.NewPID("", "peer/3/path/1"), nil),
		"peer/3/path/1 has 5242880 bytes in flight; expected: 0 to the socket's buffer, 4194304")
	set.Finish(w)
}

// TestTooManyBuffers checks that bounds reports a node that uses too much memory for chunks. The invariant allows less
// than the node's settings do, so that an honest node breaks it.
func TestTooManyBuffers(t *testing.T) {
	invariant := newBounds()
	s := newSwarm(t, New(invariant), 2, nil)
	invariant.memory = mib - 1
	s.world.RunFor(5 * time.Second)
	s.run(time.Minute)
	late := s.world.AddNode(3, world.Link{Up: 100_000, Down: 100_000})
	late.Fetch(s.file)
	s.world.RunFor(20 * time.Second)
	s.requireFailure(invariant, "bytes of chunk buffers are in use; expected: 0 to 1048575")
}
