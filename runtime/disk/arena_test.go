package disk

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// withArena returns a pool whose arena has memory, or skips the test.
func withArena(t *testing.T, limit int64) *Pool {
	pool := NewPool(limit)
	if pool.arena = newArena(limit); len(pool.arena.memory) == 0 {
		t.Skip("this system has no arena")
	}
	return pool
}

func TestArenaIsFilledFromItsBeginning(t *testing.T) {
	a := withArena(t, 5*slabUnit+1).arena
	require.Len(t, a.memory, 5*slabUnit, "whole units only")
	first, second := a.take(2*slabUnit), a.take(2*slabUnit)
	require.Same(t, &a.memory[0], &first[0])
	require.Same(t, &a.memory[2*slabUnit], &second[0])
	require.Len(t, second, 2*slabUnit)
	require.Equal(t, 2*slabUnit, cap(second), "a slab does not reach into the next one")
	require.Nil(t, a.take(2*slabUnit), "one unit is left")
	require.Nil(t, a.take(0))

	a.drop(first)
	a.drop(make([]byte, slabUnit)) // a slab of the Go heap
	a.drop(nil)
	require.Nil(t, a.take(3*slabUnit), "three units are free, but not in one range")
	lowest, last := a.take(2*slabUnit), a.take(slabUnit)
	require.Same(t, &a.memory[0], &lowest[0])
	require.Same(t, &a.memory[4*slabUnit], &last[0])
}

func TestDroppedSlabTakesNoMemory(t *testing.T) {
	a := withArena(t, 4*slabUnit).arena
	slab := a.take(slabUnit)
	slab[0], slab[slabUnit-1] = 1, 1
	a.drop(slab)
	slab = a.take(slabUnit)
	require.Zero(t, slab[0], "the system has taken the memory back")
	require.Zero(t, slab[slabUnit-1])
}

// TestPoolLendsBesideAFragmentedArena lends slabs of the Go heap where the arena has no range that is long enough.
func TestPoolLendsBesideAFragmentedArena(t *testing.T) {
	pool := withArena(t, 4*slabUnit)
	var slabs [][]byte
	for range 4 {
		slab, ok := pool.get(slabUnit)
		require.True(t, ok)
		slabs = append(slabs, slab)
	}
	pool.put(slabs[0])
	pool.put(slabs[2])
	large, ok := pool.get(2 * slabUnit)
	require.True(t, ok)
	_, inArena := pool.arena.starts[&large[0]]
	require.False(t, inArena)
	require.Equal(t, int64(4*slabUnit), pool.total)
	require.Len(t, pool.arena.starts, 2)
}
