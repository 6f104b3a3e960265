package tracker

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestOrderedIsASortedSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := ordered[int]{compare: cmp.Compare[int]}
		model := map[int]bool{}
		key := rapid.IntRange(0, 2000)
		t.Repeat(map[string]func(*rapid.T){
			"insert": func(t *rapid.T) {
				for _, k := range rapid.SliceOfN(key, 1, 100).Draw(t, "keys") {
					set.insert(k)
					model[k] = true
				}
			},
			"remove": func(t *rapid.T) {
				for _, k := range rapid.SliceOfN(key, 1, 100).Draw(t, "keys") {
					set.remove(k)
					delete(model, k)
				}
			},
			"page": func(t *rapid.T) {
				after, limit := key.Draw(t, "after"), rapid.IntRange(1, 700).Draw(t, "limit")
				want := []int{}
				for k := range model {
					if k > after {
						want = append(want, k)
					}
				}
				slices.Sort(want)
				got, more := set.page(&after, limit)
				if more != (len(want) > limit) || !slices.Equal(got, want[:min(limit, len(want))]) {
					t.Fatalf("page after %d: %v, %v; want %v", after, got, more, want)
				}
			},
			"": func(t *rapid.T) {
				for _, bucket := range set.buckets {
					if len(bucket) == 0 || len(bucket) > maxBucketKeys {
						t.Fatalf("a bucket of %d keys", len(bucket))
					}
				}
			},
		})
	})
}

func TestOrderedBucketsAreFull(t *testing.T) {
	set := ordered[int]{compare: cmp.Compare[int]}
	for k := range 10_000 {
		set.insert(k)
	}
	keys, more := set.page(nil, 10_000)
	require.Len(t, keys, 10_000)
	require.False(t, more)
	require.True(t, slices.IsSorted(keys))
	require.Less(t, len(set.buckets), 100)
}
