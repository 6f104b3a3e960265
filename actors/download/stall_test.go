package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestStallIsNotedWhenNothingHasMovedForAWhile(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	d.Clock.Advance(time.Minute)
	require.Empty(t, noted[messages.DownloadStalled](d), "a chunk is in flight")
	d.fail(d.chunks()[0], port.ChunkStalled)
	d.Clock.Advance(minFailureDelay - time.Millisecond)
	require.Empty(t, noted[messages.DownloadStalled](d), "nothing has moved for half a second only")
	d.Clock.Advance(2 * stallTime)
	stalled := porttest.Only[messages.DownloadStalled](t, noted[messages.DownloadStalled](d))
	require.Contains(t, stalled.Reason, "none of the 1 known owners")
}
