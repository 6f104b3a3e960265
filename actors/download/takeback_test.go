package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// straggling is a download with two chunks of two pieces, one for each owner; owner 3 has done its own after 400 ms.
func straggling(t *testing.T) (*dialogue, chunk) {
	d := fetchingFrom(t, 4, 2)
	slow := d.chunks()
	require.NotEmpty(t, slow)
	d.name(3)
	d.open(3)
	d.has(3)
	d.Clock.Advance(400 * time.Millisecond)
	for len(d.chunks()) > 1 {
		chunks := d.chunks()
		d.done(chunks[len(chunks)-1])
	}
	return d, d.chunks()[0]
}

func yields(c chunk) int { return len(porttest.All[*port.Yield](c.Took())) }

func TestTheChunkOfASlowOwnerIsTakenBack(t *testing.T) {
	d, slow := straggling(t)
	require.Equal(t, 2, slow.owner)
	require.Zero(t, yields(slow), "it is left alone for a while")
	d.Clock.Advance(10 * time.Second)
	require.Equal(t, 1, yields(slow), "it is told once")

	d.Journal.Took()
	d.fail(slow, port.ChunkYielded)
	require.Len(t, d.chunks(), 1)
	heir := d.chunks()[0]
	require.Equal(t, 3, heir.owner)
	require.Equal(t, slow.Chunk, heir.Chunk)
	require.Empty(t, noted[messages.OwnerDropped](d), "to be slow is no fault")
	d.accounted()

	d.done(heir)
	require.Len(t, d.Store.Finishes, 1)
}

// TestWhoWasNeverTriedMustHaveTime: half a piece is not given up for an owner that may be busy.
func TestWhoWasNeverTriedMustHaveTime(t *testing.T) {
	d := fetchingFrom(t, 1, 2)
	slow := d.chunks()[0]
	d.name(3)
	d.ready(3)
	for range 20 {
		d.Clock.Advance(time.Second)
		d.has(3)
	}
	require.Zero(t, yields(slow))
	d.Send(d.download, &port.OwnerFree{Owner: porttest.Addr(3), File: d.file.Hash()})
	d.Clock.Advance(500 * time.Millisecond)
	require.Equal(t, 1, yields(slow))
}

func TestAnHeirGetsOnlyWhatIsLeft(t *testing.T) {
	d := fetchingFrom(t, 16, 2)
	d.paced(2, time.Millisecond)
	d.paced(2, time.Millisecond)
	slow := d.chunks()[0]
	require.Equal(t, 4, slow.Count)
	d.name(3)
	d.ready(3)
	for { // all but the slow chunk is fetched
		chunks := d.chunks()
		if len(chunks) == 1 {
			break
		}
		d.Clock.Advance(10 * time.Millisecond)
		d.done(chunks[len(chunks)-1])
	}
	d.piece(slow, slow.First+1)
	d.Clock.Advance(10 * time.Second)
	require.Equal(t, 1, yields(slow))
	d.piece(slow, slow.First+3)
	d.fail(slow, port.ChunkYielded)
	var left []messages.Chunk
	for _, c := range d.of(3) {
		left = append(left, c.Chunk)
	}
	require.Equal(t, []messages.Chunk{{First: slow.First, Count: 1}, {First: slow.First + 2, Count: 1}}, left)
	d.accounted()
}

func TestAChunkThatMovesIsLeftAlone(t *testing.T) {
	d := fetchingFrom(t, 2, 2)
	for _, c := range d.chunks()[1:] {
		d.done(c)
	}
	only := d.chunks()[0]
	d.Clock.Advance(10 * time.Second)
	require.Zero(t, yields(only), "nobody else has it")
}
