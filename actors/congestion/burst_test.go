package congestion

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBlocksPerBurst(t *testing.T) {
	for payload, want := range map[int]int{100: 45, 1152: 45, 1400: 45, 4096: 15, 8192: 7, 32768: 1, 65000: 1} {
		require.Equal(t, want, BlocksPerBurst(payload), payload)
	}
}
