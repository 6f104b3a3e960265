package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestHelloIsSentLessAndLessOften checks that Hello is sent seven times within silenceLimit, so that one passes a lossy
// path, and once a second at most in the long run.
func TestHelloIsSentLessAndLessOften(t *testing.T) {
	sent, last := 0, time.Duration(0)
	k := &ticket{helloSentAt: begin, tries: 1}
	for k.helloSentAt.Sub(begin) < silenceLimit {
		sent++
		wait := k.retryAt().Sub(k.helloSentAt)
		require.GreaterOrEqual(t, wait, last)
		require.LessOrEqual(t, wait, maxHelloWait)
		last = wait
		k.helloSentAt = k.retryAt()
		k.tries++
	}
	require.Equal(t, 7, sent)
	k.tries = 1000
	require.Equal(t, maxHelloWait, k.retryAt().Sub(k.helloSentAt))
}
