package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBackOffDoublesUntilSuccess(t *testing.T) {
	now := time.Unix(1000, 0)
	var b backOff
	require.False(t, b.failing())
	require.False(t, b.waiting(now))
	for _, delay := range []time.Duration{2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second} {
		b.start(now, b.next(2*time.Second, 5*time.Second))
		require.Equal(t, delay, b.delay)
		require.True(t, b.waiting(now.Add(delay-1)))
		require.False(t, b.waiting(now.Add(delay)))
	}
	b.succeed()
	require.False(t, b.failing())
	require.True(t, b.waiting(now), "the wait goes on")
	require.Equal(t, 2*time.Second, b.next(2*time.Second, 5*time.Second))
}
