package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestAStallIsNotedWhenNothingMovedForAWhile(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	d.Clock.Advance(time.Minute)
	require.Empty(t, noted[messages.DownloadStalled](d), "a chunk is on its way")
	d.fail(d.chunks()[0], port.ChunkStalled)
	d.Clock.Advance(firstRest - time.Millisecond)
	require.Empty(t, noted[messages.DownloadStalled](d), "nothing moved for half a second only")
	d.Clock.Advance(2 * stallNoted)
	require.Contains(t, porttest.Only[messages.DownloadStalled](t, noted[messages.DownloadStalled](d)).Reason, "none of the 1 known owners")
}
