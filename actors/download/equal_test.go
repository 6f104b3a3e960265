package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestEqualShare(t *testing.T) {
	for _, c := range []struct{ pieces, owners, maxOwners, want int }{
		{12, 3, 3, 4}, {13, 3, 3, 5}, {12, 5, 3, 4}, {12, 1, 3, 12}, {12, 0, 3, 12}, {2, 3, 3, 1}, {0, 3, 3, 1},
	} {
		require.Equal(t, c.want, equalShare(c.pieces, c.owners, c.maxOwners), "%+v", c)
	}
}

func TestFirstRun(t *testing.T) {
	all := messages.FullBitfield(10)
	_, ok := firstRun(set(10), all, 4)
	require.False(t, ok)
	want := set(10, 2, 3, 4, 8)
	chunk, ok := firstRun(want, all, 2)
	require.True(t, ok)
	require.Equal(t, messages.Chunk{First: 2, Count: 2}, chunk)
	chunk, _ = firstRun(want, all, 9)
	require.Equal(t, messages.Chunk{First: 2, Count: 3}, chunk)
	chunk, _ = firstRun(want, set(10, 3, 4, 5, 8), 9)
	require.Equal(t, messages.Chunk{First: 3, Count: 2}, chunk, "only what the owner has")
	_, ok = firstRun(want, set(10, 1, 5), 9)
	require.False(t, ok)
}

// TestEqualSplitDividesTheFileEvenly: each owner of the whole file sends one share, and an owner of a part sends none.
// A share that an owner does not deliver goes to another one.
func TestEqualSplitDividesTheFileEvenly(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 9), withEqualSplit)
	d.announce(2, 3, 4)
	d.ready(2)
	d.ready(3)
	d.openPath(4)
	d.tellHas(4, 1, 2)
	require.Equal(t, messages.Chunk{First: 0, Count: 3}, d.chunksFrom(2)[0].Chunk)
	require.Equal(t, messages.Chunk{First: 3, Count: 3}, d.chunksFrom(3)[0].Chunk)
	require.Len(t, d.chunks(), 2)
	d.complete(d.chunksFrom(2)[0])
	require.Equal(t, messages.Chunk{First: 6, Count: 3}, d.chunksFrom(2)[0].Chunk)
	d.fail(d.chunksFrom(3)[0], port.ChunkSilent)
	d.complete(d.chunksFrom(2)[0])
	require.Equal(t, messages.Chunk{First: 3, Count: 3}, d.chunksFrom(2)[0].Chunk)
}

// TestEqualSplitLeavesABusyOwnerAlone: a busy owner is asked again when it offers a slot, or after its back-off.
func TestEqualSplitLeavesABusyOwnerAlone(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 9), withEqualSplit)
	d.announce(2)
	d.ready(2)
	d.fail(d.chunksFrom(2)[0], port.ChunkBusy)
	require.Empty(t, d.chunks(), "it was asked just now")
	d.Clock.Advance(minBusyDelay - time.Second)
	require.Empty(t, d.chunks())
	d.offerSlot(2)
	require.Len(t, d.chunks(), 1, "it has offered a slot")
	d.fail(d.chunksFrom(2)[0], port.ChunkBusy)
	d.Clock.Advance(maxBusyDelay)
	require.Len(t, d.chunks(), 1)
}

// TestEqualSplitHasNoEndGame: shares are not taken back. A download whose shares are all in flight, perhaps for hours,
// need not look for stragglers every 50 ms.
func TestEqualSplitHasNoEndGame(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 9), withEqualSplit)
	d.announce(2)
	d.ready(2)
	require.Len(t, d.chunks(), 1)
	before := d.Clock.Fired()
	d.Clock.Advance(time.Second)
	require.LessOrEqual(t, d.Clock.Fired()-before, int(time.Second/stepInterval)+1)
}

// TestEqualSplitHalvesAShareThatFitsNoBuffer: a third of a large file is more than buffer_memory.
func TestEqualSplitHalvesAShareThatFitsNoBuffer(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 18), withEqualSplit)
	d.Store.FreeMemory = 5 * porttest.PieceLength
	d.announce(2, 3)
	d.ready(2)
	d.ready(3)
	require.Equal(t, messages.Chunk{First: 0, Count: 4}, d.chunksFrom(2)[0].Chunk, "nine pieces, halved once")
	require.Equal(t, messages.Chunk{First: 4, Count: 1}, d.chunksFrom(3)[0].Chunk, "what is left of the memory")
	for len(d.chunks()) > 0 {
		d.complete(d.chunks()[0])
	}
	require.Len(t, d.Store.Finishes, 1)
}
