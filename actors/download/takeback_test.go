package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// yields returns how often a downloader was told to give its chunk up since the last call.
func yields(c chunk) int { return len(porttest.All[*port.Yield](c.Took())) }

// withSlowChunk returns a download whose only chunk in flight has four pieces and comes from owner 2. Owner 3 is idle
// and was never asked for anything.
func withSlowChunk(t *testing.T) (*dialogue, chunk) {
	d := fetchingFrom(t, 16, 2)
	d.completeAfter(2, time.Millisecond)
	d.completeAfter(2, time.Millisecond)
	slow := d.chunks()[0]
	require.Equal(t, 4, slow.Count)
	d.announce(3)
	d.ready(3)
	d.completeAllButFirst()
	return d, slow
}

// TestUntriedOwnerGetsAChunkOnlyIfItOffersASlot: what an owner has sent is not given up for one that may be busy.
func TestUntriedOwnerGetsAChunkOnlyIfItOffersASlot(t *testing.T) {
	d := fetchingFrom(t, 16, 2)
	d.completeAfter(2, time.Millisecond)
	d.completeAfter(2, time.Millisecond)
	slow := d.chunks()[0]
	require.Equal(t, 4, slow.Count)
	d.completeAllButFirst()
	d.announce(3)
	d.ready(3)
	for range 20 {
		d.Clock.Advance(time.Second)
		d.tellHas(3)
	}
	require.Zero(t, yields(slow))
	d.offerSlot(3)
	d.Clock.Advance(500 * time.Millisecond)
	require.Equal(t, 1, yields(slow))
	require.Empty(t, d.chunksFrom(3))
}

func TestHeirGetsOnlyTheMissingPieces(t *testing.T) {
	d, slow := withSlowChunk(t)
	d.verify(slow, slow.First+1)
	d.Clock.Advance(10 * time.Second)
	require.Equal(t, 1, yields(slow))
	d.verify(slow, slow.First+3)
	d.fail(slow, port.ChunkYielded)
	var missing []messages.Chunk
	for _, c := range d.chunksFrom(3) {
		missing = append(missing, c.Chunk)
	}
	require.Equal(t, []messages.Chunk{{First: slow.First, Count: 1}, {First: slow.First + 2, Count: 1}}, missing)
	d.checkResources()
}

func TestChunkOfTheOnlyOwnerIsNotTakenBack(t *testing.T) {
	d := fetchingFrom(t, 2, 2)
	d.completeAllButFirst()
	only := d.chunks()[0]
	d.Clock.Advance(10 * time.Second)
	require.Zero(t, yields(only))
}

// TestChunkIsNotTakenBackWhileADownloadLimitHoldsItUp: another owner would wait for the same limit of this node.
func TestChunkIsNotTakenBackWhileADownloadLimitHoldsItUp(t *testing.T) {
	d, slow := straggling(t)
	for range 50 {
		d.Clock.Advance(200 * time.Millisecond)
		d.Send(d.download, &port.ChunkHeld{Stream: slow.stream()})
	}
	require.Empty(t, d.chunksFrom(3))
	d.Clock.Advance(5 * time.Second)
	require.Empty(t, d.chunksFrom(3), "owner 3 was not heard for long")
	d.tellHas(3)
	d.Clock.Advance(time.Second)
	require.Len(t, d.chunksFrom(3), 1, "without the limit the chunk's owner is slow")
}

func TestPatienceWithATransfer(t *testing.T) {
	s := &state{file: messages.File{Length: 4000, PieceLength: 1000}}
	const unknown = 0
	for name, row := range map[string]struct {
		patience     time.Duration // of the transfer
		sender, idle float64       // bytes per second
		want         time.Duration
	}{
		"no rate is known":                      {defaultPatience, unknown, unknown, defaultPatience},
		"the idle owner is fast":                {defaultPatience, unknown, 1e6, minPatience},
		"the idle owner needs 100 ms":           {defaultPatience, unknown, 40_000, 400 * time.Millisecond},
		"the sender should take 4 s":            {defaultPatience, 1000, 1e6, 2 * time.Second},
		"the sender should take very long":      {defaultPatience, 1, 1e6, maxPatience},
		"the chunk was taken back once already": {2 * defaultPatience, 1, 1e6, 2 * defaultPatience},
	} {
		t.Run(name, func(t *testing.T) {
			sender, idle := &owner{}, &owner{}
			sender.bytesPerSecond, idle.bytesPerSecond = row.sender, row.idle
			transfer := &transfer{chunk: messages.Chunk{Count: 4}, missing: 4, owner: sender, patience: row.patience}
			require.Equal(t, row.want, s.patienceWith(transfer, idle))
		})
	}
}
