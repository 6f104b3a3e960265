package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestHelloIsSaidLessAndLess: often enough within silenceLimit to pass a bad path, and never more than one a second after.
func TestHelloIsSaidLessAndLess(t *testing.T) {
	said, last := 0, time.Duration(0)
	k := &ticket{said: begin, tries: 1}
	for k.said.Sub(begin) < silenceLimit {
		said++
		wait := k.again().Sub(k.said)
		require.GreaterOrEqual(t, wait, last)
		require.LessOrEqual(t, wait, mostHello)
		last = wait
		k.said = k.again()
		k.tries++
	}
	require.Equal(t, 7, said)
	k.tries = 1000
	require.Equal(t, mostHello, k.again().Sub(k.said))
}
