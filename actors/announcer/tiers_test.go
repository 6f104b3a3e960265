package announcer

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTiersAreTriedInOrder(t *testing.T) {
	first := func(int) int { return 0 }
	tiers := newTiers([][]string{{"a", "b"}, {}, {"c"}}, func(n int) int { return n - 1 }) // nothing is moved
	require.Equal(t, "a", tiers.current())
	require.False(t, tiers.failed())
	require.Equal(t, "b", tiers.current())
	require.False(t, tiers.failed())
	require.Equal(t, "c", tiers.current())
	require.True(t, tiers.failed(), "all have failed")
	require.Equal(t, "a", tiers.current())

	tiers.failed()
	tiers.answered()
	require.Equal(t, [][]string{{"b", "a"}, {"c"}}, tiers.all, "the one that answered comes first")
	require.Equal(t, "b", tiers.current())
	tiers.failed()
	tiers.failed()
	tiers.answered()
	require.Equal(t, "b", tiers.current(), "the first tier is tried first again")

	require.Equal(t, [][]string{{"b", "a"}}, newTiers([][]string{{"a", "b"}}, first).all, "a tier is shuffled")
	none := newTiers(nil, first)
	require.Empty(t, none.current())
}
