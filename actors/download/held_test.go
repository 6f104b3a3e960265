package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
)

// TestAChunkIsNotTakenBackWhileALimitMakesItSlow: another owner would wait for the same limit.
func TestAChunkIsNotTakenBackWhileALimitMakesItSlow(t *testing.T) {
	d, slow := straggling(t)
	for range 50 {
		d.Clock.Advance(200 * time.Millisecond)
		d.Send(d.download, &port.ChunkHeld{Chunk: slow.Chunk})
	}
	require.Zero(t, yields(slow))
	d.Clock.Advance(5 * time.Second)
	require.Zero(t, yields(slow), "the other one was not heard of for long")
	d.has(3)
	d.Clock.Advance(time.Second)
	require.Equal(t, 1, yields(slow), "without the limit its owner is slow")
}
