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
		d.Send(d.download, &port.ChunkHeld{Stream: slow.stream()})
	}
	require.Empty(t, d.of(3))
	d.Clock.Advance(5 * time.Second)
	require.Empty(t, d.of(3), "the other one was not heard of for long")
	d.has(3)
	d.Clock.Advance(time.Second)
	require.Len(t, d.of(3), 1, "without the limit its owner is slow")
}
