package downloader

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
)

func TestAChunkThatALimitHoldsUpIsNotGivenUp(t *testing.T) {
	d := started(t)
	for range 5 * stallLimit {
		d.Clock.Advance(stallCheck / 2)
		d.Send(d.downloader, &port.Held{})
		require.Equal(t, &port.ChunkHeld{Stream: d.stream.ID()}, porttest.Only[*port.ChunkHeld](t, d.Parent.Took()))
	}
	d.Clock.Advance((stallLimit + 1) * stallCheck)
	require.Equal(t, port.ChunkStalled, porttest.Only[*port.ChunkFailed](t, d.Parent.Took()).Cause.Kind)
}
