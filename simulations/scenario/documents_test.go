package scenario

import (
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryWordIsExplained checks that docs/simulation.md has each verb, expectation, policy and counter.
func TestEveryWordIsExplained(t *testing.T) {
	text, err := os.ReadFile("../../docs/simulation.md")
	require.NoError(t, err)
	for _, word := range slices.Concat(Verb("").Words(), Kind("").Words(), Counters,
		OwnerRanking("").Words(), ChunkSplit("").Words(), PieceOrder("").Words()) {
		require.Contains(t, string(text), "`"+word+"`")
	}
}
