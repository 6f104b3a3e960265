package tracker

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDivide(t *testing.T) {
	for _, test := range []struct {
		places int
		sizes  []int
		quotas []int
	}{
		{50, []int{3, 0, 4}, []int{3, 0, 4}},
		{10, []int{50, 50}, []int{5, 5}},
		{10, []int{10_000, 1, 0}, []int{9, 1, 0}},
		{1, []int{0, 7, 7}, []int{0, 1, 0}},
		{0, []int{7, 7}, []int{0, 0}},
		{4, []int{1, 1, 1, 1, 1}, []int{1, 1, 1, 1, 0}},
	} {
		quotas := make([]int, len(test.sizes))
		divide(test.places, test.sizes, quotas)
		require.Equal(t, test.quotas, quotas, "%d places for %v", test.places, test.sizes)
	}
}

func TestDivideUsesAllPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.IntRange(0, 300).Draw(t, "places")
		sizes := rapid.SliceOfN(rapid.IntRange(0, 1000), 1, 6).Draw(t, "sizes")
		quotas := make([]int, len(sizes))
		divide(places, sizes, quotas)
		total, used := 0, 0
		for i, size := range sizes {
			require.True(t, 0 <= quotas[i] && quotas[i] <= size)
			total, used = total+size, used+quotas[i]
		}
		require.Equal(t, min(total, places), used)
	})
}
