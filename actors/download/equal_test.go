package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestEqualShares(t *testing.T) {
	for _, c := range []struct{ pieces, owners, most, want int }{
		{12, 3, 3, 4}, {13, 3, 3, 5}, {12, 5, 3, 4}, {12, 1, 3, 12}, {12, 0, 3, 12}, {2, 3, 3, 1}, {0, 3, 3, 1},
	} {
		require.Equal(t, c.want, equalShare(c.pieces, c.owners, c.most), "%+v", c)
	}
}

func TestFirstRun(t *testing.T) {
	want := messages.NewBitfield(10)
	_, ok := firstRun(want, 4)
	require.False(t, ok)
	for _, piece := range []int{2, 3, 4, 8} {
		want.Set(piece)
	}
	chunk, ok := firstRun(want, 2)
	require.True(t, ok)
	require.Equal(t, messages.Chunk{First: 2, Count: 2}, chunk)
	chunk, _ = firstRun(want, 9)
	require.Equal(t, messages.Chunk{First: 2, Count: 3}, chunk)
}

// TestTheFileIsDividedEvenly: each of the whole owners sends one share, and part owners are not asked for any; what one
// does not deliver goes to another.
func TestTheFileIsDividedEvenly(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 9))
	d.Node.Settings.ChunkSplit = messages.SplitEqual
	d.name(2, 3, 4)
	d.ready(2)
	d.ready(3)
	d.open(4)
	d.has(4, 1, 2)
	require.Equal(t, messages.Chunk{First: 0, Count: 3}, d.of(2)[0].Chunk)
	require.Equal(t, messages.Chunk{First: 3, Count: 3}, d.of(3)[0].Chunk)
	require.Len(t, d.chunks(), 2)
	d.done(d.of(2)[0])
	require.Equal(t, messages.Chunk{First: 6, Count: 3}, d.of(2)[0].Chunk)
	d.fail(d.of(3)[0], port.ChunkSilent)
	d.done(d.of(2)[0])
	require.Equal(t, messages.Chunk{First: 3, Count: 3}, d.of(2)[0].Chunk)
}

// TestABusyOwnerIsLeftAlone: who said that it serves others is asked again when it has a place, or after a while.
func TestABusyOwnerIsLeftAlone(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 9))
	d.Node.Settings.ChunkSplit = messages.SplitEqual
	d.name(2)
	d.ready(2)
	d.fail(d.of(2)[0], port.ChunkBusy)
	require.Empty(t, d.chunks(), "it was asked just now")
	d.Clock.Advance(firstBusy - time.Second)
	require.Empty(t, d.chunks())
	d.Send(d.download, &port.OwnerFree{Owner: porttest.Addr(2), File: d.file.Hash()})
	require.Len(t, d.chunks(), 1, "it has a place")
	d.fail(d.of(2)[0], port.ChunkBusy)
	d.Clock.Advance(mostBusy)
	require.Len(t, d.chunks(), 1)
}

// TestNobodyWatchesTheSharesForStragglers: they are not taken back, so a download whose shares are all on their way, for hours
// maybe, looks no more often than it has to.
func TestNobodyWatchesTheSharesForStragglers(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 9))
	d.Node.Settings.ChunkSplit = messages.SplitEqual
	d.name(2)
	d.ready(2)
	require.Len(t, d.chunks(), 1)
	before := d.Clock.Fired()
	d.Clock.Advance(time.Second)
	require.LessOrEqual(t, d.Clock.Fired()-before, int(time.Second/lookEvery)+1)
}

// TestAShareThatNoBufferHoldsComesInParts: a third of a large file is more than buffer_memory.
func TestAShareThatNoBufferHoldsComesInParts(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 18))
	d.Node.Settings.ChunkSplit = messages.SplitEqual
	d.Store.FreeMemory = 5 * porttest.PieceLength
	d.name(2, 3)
	d.ready(2)
	d.ready(3)
	require.Equal(t, messages.Chunk{First: 0, Count: 4}, d.of(2)[0].Chunk, "half of the half")
	require.Equal(t, messages.Chunk{First: 4, Count: 1}, d.of(3)[0].Chunk, "what is left of the memory")
	for len(d.chunks()) > 0 {
		d.done(d.chunks()[0])
	}
	require.Len(t, d.Store.Finishes, 1)
}

// TestOrderOfPieces: the first, when that is the policy, however many have it.
func TestOrderOfPieces(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 4))
	d.Node.Settings.PieceOrder, d.Node.Settings.ChunkLength, d.Node.Settings.MaxChunksPerOwner = messages.OrderSequential, porttest.PieceLength, 1
	d.name(2)
	d.ready(2)
	for piece := range 4 {
		require.Equal(t, messages.Chunk{First: piece, Count: 1}, d.chunks()[0].Chunk)
		d.done(d.chunks()[0])
	}
}
