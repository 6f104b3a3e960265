package disk

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPoolLendsWhatCameBackLast(t *testing.T) {
	pool := NewPool(1 << 20)
	first, _ := pool.take(100_000)
	second, _ := pool.take(100_000)
	first[0], second[0] = 1, 2
	pool.give(first)
	pool.give(second)
	again, ok := pool.take(90_000)
	require.True(t, ok)
	require.Equal(t, byte(2), again[0])
	again, ok = pool.take(131_072)
	require.True(t, ok)
	require.Equal(t, byte(1), again[0])
	require.Equal(t, int64(2*131_072), pool.total)
}

func TestPoolIsBounded(t *testing.T) {
	pool := NewPool(1 << 20)
	large, ok := pool.take(4 << 20)
	require.True(t, ok, "alone, a chunk may be larger than the pool")
	_, ok = pool.take(1)
	require.False(t, ok, "but nothing beside it")
	pool.give(large)
	require.Zero(t, pool.total, "and it is not kept")

	small, ok := pool.take(1 << 20)
	require.True(t, ok)
	_, ok = pool.take(1)
	require.False(t, ok)
	pool.give(small)
	_, ok = pool.take(64 << 10)
	require.True(t, ok, "a slab of another size makes room")
	require.Equal(t, int64(64<<10), pool.total)
}

func TestPoolKeepsItsBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := NewPool(1 << 20)
		var lent [][]byte
		t.Repeat(map[string]func(*rapid.T){
			"take": func(t *rapid.T) {
				length := rapid.Int64Range(0, 600_000).Draw(t, "length")
				if slab, ok := pool.take(length); ok {
					require.GreaterOrEqual(t, int64(len(slab)), length)
					lent = append(lent, slab)
				} else {
					require.NotEmpty(t, lent)
				}
			},
			"give": func(t *rapid.T) {
				if len(lent) > 0 {
					i := rapid.IntRange(0, len(lent)-1).Draw(t, "which")
					pool.give(lent[i])
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

func TestBufferGoesBackOnceNobodyHoldsIt(t *testing.T) {
	b := newBench(t, t.TempDir(), func(o *Options) { o.BufferBytes = 64 << 10 })
	room, ok := b.Buffer(100)
	require.True(t, ok)
	_, ok = b.Buffer(1)
	require.False(t, ok)
	held := room.(*buffer)
	require.True(t, held.hold())
	room.Release()
	_, ok = b.Buffer(1)
	require.False(t, ok, "a piece of it is still being kept")
	held.drop()
	require.False(t, held.hold())
	_, ok = b.Buffer(1)
	require.True(t, ok)
	_, ok = b.Buffer(-1)
	require.False(t, ok)

	require.PanicsWithValue(t, "disk: release buffer: it was released before", room.Release)
	require.Panics(t, func() { room.Place(99, []byte{1, 2}) }, "outside the buffer, inside the slab")
}

func TestStoresMayShareAPool(t *testing.T) {
	pool := NewPool(64 << 10)
	with := func(o *Options) { o.Pool = pool }
	one, two := newBench(t, t.TempDir(), with), newBench(t, t.TempDir(), with)
	room, ok := one.Buffer(1)
	require.True(t, ok)
	_, ok = two.Buffer(1)
	require.False(t, ok)
	room.Release()
	_, ok = two.Buffer(1)
	require.True(t, ok)
}
