package disk

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPoolLendsTheSlabReturnedLast(t *testing.T) {
	pool := NewPool(1 << 20)
	first, _ := pool.get(100_000)
	second, _ := pool.get(100_000)
	first[0], second[0] = 1, 2
	pool.put(first)
	pool.put(second)
	again, ok := pool.get(90_000)
	require.True(t, ok)
	require.Equal(t, byte(2), again[0])
	again, ok = pool.get(131_072)
	require.True(t, ok)
	require.Equal(t, byte(1), again[0])
	require.Equal(t, int64(2*131_072), pool.total)
}

func TestPoolIsBounded(t *testing.T) {
	pool := NewPool(1 << 20)
	large, ok := pool.get(4 << 20)
	require.True(t, ok, "a slab may be larger than the limit if no other is lent")
	_, ok = pool.get(1)
	require.False(t, ok, "nothing is lent beside a slab larger than the limit")
	pool.put(large)
	require.Zero(t, pool.total, "a slab larger than the limit is not kept")

	small, ok := pool.get(1 << 20)
	require.True(t, ok)
	_, ok = pool.get(1)
	require.False(t, ok)
	pool.put(small)
	_, ok = pool.get(64 << 10)
	require.True(t, ok, "a free slab of another size is dropped")
	require.Equal(t, int64(64<<10), pool.total)
}

func TestPoolCountsItsSlabs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := NewPool(1 << 20)
		var lent [][]byte
		t.Repeat(map[string]func(*rapid.T){
			"get": func(t *rapid.T) {
				length := rapid.Int64Range(0, 600_000).Draw(t, "length")
				if slab, ok := pool.get(length); ok {
					require.GreaterOrEqual(t, int64(len(slab)), length)
					lent = append(lent, slab)
				} else {
					require.NotEmpty(t, lent)
				}
			},
			"put": func(t *rapid.T) {
				if len(lent) > 0 {
					i := rapid.IntRange(0, len(lent)-1).Draw(t, "which")
					pool.put(lent[i])
					lent = append(lent[:i], lent[i+1:]...)
				}
			},
			"": func(t *rapid.T) {
				total := int64(0)
				for _, slab := range append(pool.free[:len(pool.free):len(pool.free)], lent...) {
					total += int64(cap(slab))
				}
				require.Equal(t, pool.total, total)
				require.LessOrEqual(t, total, pool.limit)
				require.Equal(t, len(lent), pool.lent)
			},
		})
	})
}

func TestBufferReturnsWithItsLastReference(t *testing.T) {
	b := newBench(t, t.TempDir(), func(o *Options) { o.BufferBytes = 64 << 10 })
	chunk, ok := b.Buffer(100)
	require.True(t, ok)
	_, ok = b.Buffer(1)
	require.False(t, ok)
	buf := chunk.(*buffer)
	require.True(t, buf.retain())
	chunk.Release()
	_, ok = b.Buffer(1)
	require.False(t, ok, "Keep is still in progress")
	buf.dropReference()
	require.False(t, buf.retain())
	_, ok = b.Buffer(1)
	require.True(t, ok)
	_, ok = b.Buffer(-1)
	require.False(t, ok)

	require.PanicsWithValue(t, "disk: release buffer: it was released before", chunk.Release)
	require.Panics(t, func() { chunk.Place(99, []byte{1, 2}) }, "outside the buffer, inside the slab")
}

func TestStoresShareAPool(t *testing.T) {
	pool := NewPool(64 << 10)
	sharedPool := func(o *Options) { o.Pool = pool }
	one, two := newBench(t, t.TempDir(), sharedPool), newBench(t, t.TempDir(), sharedPool)
	chunk, ok := one.Buffer(1)
	require.True(t, ok)
	_, ok = two.Buffer(1)
	require.False(t, ok)
	chunk.Release()
	_, ok = two.Buffer(1)
	require.True(t, ok)
}
