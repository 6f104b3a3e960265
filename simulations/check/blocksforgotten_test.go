package check

import (
	"testing"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/runtime/system"
	"swarm/simulations/world"
)

// forgetfulPath is a path that has forgotten some blocks.
type forgetfulPath struct{ actor.Actor }

func (forgetfulPath) Forgotten() int { return 7 }

// TestForgetfulPath checks that blocksForgotten reports the path, once in each countInterval.
func TestForgetfulPath(t *testing.T) {
	invariant := newBlocksForgotten()
	set := New(invariant)
	w := world.New(world.Options{Settings: testSettings()})
	set.Begin(w)
	listen, pid := invariant.Listen(system.KindPath, forgetfulPath{}), actor.NewPID("", "peer/3/path/1")
	require.ErrorContains(t, listen(pid, nil),
		"peer/3/path/1 has forgotten 7 blocks that it was asked to fetch; expected: each block is")
	require.NoError(t, listen(pid, nil))
	w.RunFor(countInterval)
	require.Error(t, listen(pid, nil))
	set.Finish(w)
}
