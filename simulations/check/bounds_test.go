package check

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/runtime/system"
	"swarm/simulations/world"
)

// greedy is a path that asks for more than its node can take.
type greedy struct{ actor.Actor }

func (greedy) InFlight() int { return 5 << 20 }

// TestGreedyPath: more in flight than the socket's buffer holds is found out.
func TestGreedyPath(t *testing.T) {
	of := newBounds()
	set := New(of)
	options := world.Options{Settings: testSettings()}
	w := world.New(options)
	set.Begin(w)
	hear := of.Listen(system.KindPath, greedy{})
	require.ErrorContains(t, hear(actor.NewPID("", "peer/3/path/1"), nil), "peer/3/path/1 has 5242880 bytes in flight; expected: 0 to the socket's buffer, 4194304")
	set.Finish(w)
}

// TestTooManyBuffers: a node that lends more memory than it may is found out: here it may less than it believes.
func TestTooManyBuffers(t *testing.T) {
	of := newBounds()
	s := newSwarm(t, New(of), 2, nil)
	of.memory = mib - 1
	s.world.RunFor(5 * time.Second)
	s.run(time.Minute)
	late := s.world.AddNode(3, world.Link{Up: 100_000, Down: 100_000})
	late.Fetch(s.file)
	s.world.RunFor(20 * time.Second)
	s.catches(of, "bytes of chunk buffers are out; expected: 0 to 1048575")
}
