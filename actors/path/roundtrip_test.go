package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestBlocksAreWaitedForLongerThanAnswers: they stand in the owner's queue, and what answers does not.
func TestBlocksAreWaitedForLongerThanAnswers(t *testing.T) {
	for _, c := range []struct{ took, answer, blocks time.Duration }{
		{0, firstProbe, firstBlocks},
		{time.Millisecond, leastProbe, leastProbe},
		{100 * time.Millisecond, 300 * time.Millisecond, 300 * time.Millisecond},
		{2 * time.Second, mostProbe, 6 * time.Second},
		{time.Minute, mostProbe, mostBlocks},
	} {
		var rtt roundTrip
		now := time.Unix(1_700_000_000, 0)
		if c.took > 0 {
			rtt.sample(c.took, now)
		}
		require.Equal(t, c.answer, rtt.probeAfter(), c.took)
		require.Equal(t, c.blocks, rtt.blocksAfter(), c.took)
		waiting := flight{lastHeard: now}
		require.Equal(t, now.Add(c.blocks), waiting.probeAt(rtt.blocksAfter()), "the first time")
		waiting.probes = 10
		require.Equal(t, now.Add(max(min(16*c.blocks, mostProbe), c.blocks)), waiting.probeAt(rtt.blocksAfter()))
	}
}
