package download

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFastOwnerIsGivenMoreChunksAtATime(t *testing.T) {
	for _, c := range []struct {
		rate       float64
		configured int
		want       int
	}{{0, 2, 2}, {1e6, 2, 2}, {25e6, 2, 3}, {125e6, 2, mostAhead}, {1e9, 2, mostAhead}, {1e9, 9, 9}} {
		p := pace{rate: c.rate}
		require.Equal(t, c.want, p.atOnce(c.configured, 4<<20), "%v", c)
	}
	require.Equal(t, mostAhead, (&pace{rate: 1e6}).atOnce(1, 0), "a file of one short piece")
}
