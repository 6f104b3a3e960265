package scenario

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryWordIsExplained: docs/simulation.md has each verb, each expectation, each policy and each counter.
func TestEveryWordIsExplained(t *testing.T) {
	text, err := os.ReadFile("../../docs/simulation.md")
	require.NoError(t, err)
	for _, word := range slices.Concat(Verb("").Words(), Kind("").Words(), Counters,
		OwnerRanking("").Words(), ChunkSplit("").Words(), PieceOrder("").Words()) {
		require.Contains(t, string(text), "`"+word+"`")
	}
}
