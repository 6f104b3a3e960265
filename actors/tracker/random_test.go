package tracker

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestAtRandomAllAreAlike: who uploaded a thousand times as much is as likely as the others.
func TestAtRandomAllAreAlike(t *testing.T) {
	_, f, nodes := swarmOf(0, 1, 10, 1000, 0, 5)
	rand := &testRand{state: 7}
	for _, share := range chances(len(nodes), 20_000, func() []int { return nodesOf(f.owners.atRandom(nil, rand, nobody, 2)) }) {
		require.InDelta(t, 2.0/6, share, 0.02)
	}
	require.Len(t, f.owners.atRandom(nil, rand, 3, 10), 5, "all but the asker")
	for range 100 {
		require.NotContains(t, nodesOf(f.owners.atRandom(nil, rand, 3, 2)), 3)
	}
	require.Empty(t, f.owners.atRandom(nil, rand, messages.NodeID(0), 0))
}
