package check

import (
	"testing"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/runtime/system"
	"swarm/simulations/world"
)

// forgetful is a path that lost the account of a span.
type forgetful struct{ actor.Actor }

func (forgetful) Forgotten() int { return 7 }

// TestForgetfulPath: blocks that nobody will ask for again are found out, and told of once in a while.
func TestForgetfulPath(t *testing.T) {
	of := newBlocksForgotten()
	set := New(of)
	w := world.New(world.Options{Settings: testSettings()})
	set.Begin(w)
	hear, pid := of.Listen(system.KindPath, forgetful{}), actor.NewPID("", "peer/3/path/1")
	require.ErrorContains(t, hear(pid, nil), "peer/3/path/1 has forgotten 7 blocks that it was asked for; expected: each block is")
	require.NoError(t, hear(pid, nil))
	w.RunFor(countInterval)
	require.Error(t, hear(pid, nil))
	set.Finish(w)
}
