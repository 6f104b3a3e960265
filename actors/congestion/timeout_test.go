package congestion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestTimeouts checks that blocks, which stand in the owner's queue, have a longer timeout than answers, which do not.
func TestTimeouts(t *testing.T) {
	for _, c := range []struct{ took, answer, blocks time.Duration }{
		{0, firstTimeout, firstBlocksTimeout},
		{time.Millisecond, minTimeout, minTimeout},
		{100 * time.Millisecond, 300 * time.Millisecond, 300 * time.Millisecond},
		{2 * time.Second, MaxTimeout, 6 * time.Second},
		{time.Minute, MaxTimeout, maxBlocksTimeout},
	} {
		var rtt roundTrip
		now := time.Unix(1_700_000_000, 0)
		if c.took > 0 {
			rtt.sample(c.took, now)
		}
		require.Equal(t, c.answer, rtt.answerTimeout(), c.took)
		require.Equal(t, c.blocks, rtt.blocksTimeout(), c.took)
		waiting := flight{timeoutFrom: now}
		require.Equal(t, now.Add(c.blocks), waiting.probeTimeoutAt(rtt.blocksTimeout()), "the first time")
		waiting.probes = 10
		require.Equal(t, now.Add(max(min(16*c.blocks, MaxTimeout), c.blocks)),
			waiting.probeTimeoutAt(rtt.blocksTimeout()))
	}
}
