package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// straggling returns a download of which only the last piece, in flight from owner 2, is missing. Owner 3 is idle after
// 400 ms.
func straggling(t *testing.T) (*dialogue, chunk) {
	d := fetchingFrom(t, 4, 2)
	require.NotEmpty(t, d.chunks())
	d.announce(3)
	d.openPath(3)
	d.tellHas(3)
	d.Clock.Advance(400 * time.Millisecond)
	for len(d.chunks()) > 1 {
		chunks := d.chunks()
		d.complete(chunks[len(chunks)-1])
	}
	return d, d.chunks()[0]
}

// doubled returns a download whose last piece is in flight from owner 2, which is slow, and from owner 3.
func doubled(t *testing.T) (d *dialogue, slow, second chunk) {
	d, slow = straggling(t)
	require.Equal(t, 2, slow.owner)
	require.Empty(t, d.chunksFrom(3), "the chunk is not taken back at once")
	d.Clock.Advance(10 * time.Second)
	require.Len(t, d.chunksFrom(3), 1, "asked once")
	second = d.chunksFrom(3)[0]
	require.Equal(t, slow.Chunk, second.Chunk)
	require.Zero(t, yields(slow), "the first owner goes on")
	return d, slow, second
}

func TestLastPieceOfASlowOwnerIsAskedOfASecondOwner(t *testing.T) {
	d, slow, second := doubled(t)
	d.checkResources()
	d.complete(second)
	require.Equal(t, 1, yields(slow), "the second owner was faster")
	require.Len(t, d.Store.Finishes, 1)
	d.fail(slow, port.ChunkYielded)
	d.checkResources()
	require.Empty(t, noted[messages.OwnerDropped](d), "a slow owner is not dropped")

	d, slow, second = doubled(t)
	d.complete(slow)
	require.Equal(t, 1, yields(second), "the first owner was faster")
	require.Zero(t, yields(slow))
	require.Len(t, d.Store.Finishes, 1)
}

func TestDoubledPieceIsNotAskedForAgainWhileOneOwnerSendsIt(t *testing.T) {
	d, slow, second := doubled(t)
	d.fail(second, port.ChunkBusy)
	require.Equal(t, []chunk{slow}, d.chunks())
	d.checkResources()
	d.Clock.Advance(minBusyDelay)
	d.tellHas(3)
	d.Clock.Advance(time.Second)
	require.Len(t, d.chunksFrom(3), 1, "its back-off is over")
	d.fail(slow, port.ChunkRefused)
	require.Len(t, d.chunks(), 1, "the second owner goes on")
	d.fail(d.chunks()[0], port.ChunkYielded)
	require.Len(t, d.chunks(), 1, "nobody has sent it, so it is asked for again")
	d.checkResources()
}

func TestLastPieceIsNotAskedOfAnUntriedOwnerOfAPart(t *testing.T) {
	d := fetchingFrom(t, 2, 2)
	slow := d.chunks()[0]
	d.complete(d.chunks()[1])
	d.announce(3)
	d.openPath(3)
	for range 20 {
		d.Clock.Advance(time.Second)
		d.tellHas(3, slow.First)
	}
	require.Len(t, d.chunks(), 1, "owner 3 was never tried, and may be busy")
	d.Clock.Advance(time.Second)
	d.tellHas(3)
	d.Clock.Advance(time.Second)
	require.Len(t, d.chunksFrom(3), 1, "an owner of the whole file may be asked")
}

// TestEndedTransferLeavesTheOtherOneItsPiece: of two transfers of a piece, the one that remains keeps it marked as in
// flight.
func TestEndedTransferLeavesTheOtherOneItsPiece(t *testing.T) {
	other := &transfer{chunk: messages.Chunk{First: 3, Count: 1}, doubled: true}
	s := &state{taken: messages.NewBitfield(5), transfers: []*transfer{other}}
	s.keepTaken(messages.Chunk{First: 2, Count: 2})
	require.True(t, s.taken.Has(3))
	require.False(t, s.taken.Has(2))
	require.False(t, other.doubled)
}
