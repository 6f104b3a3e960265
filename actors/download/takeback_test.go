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

// doubled is a straggler whose last piece another owner was asked for as well.
func doubled(t *testing.T) (d *dialogue, slow, second chunk) {
	d, slow = straggling(t)
	require.Equal(t, 2, slow.owner)
	require.Empty(t, d.of(3), "it is left alone for a while")
	d.Clock.Advance(10 * time.Second)
	require.Len(t, d.of(3), 1, "once")
	second = d.of(3)[0]
	require.Equal(t, slow.Chunk, second.Chunk)
	require.Zero(t, yields(slow), "nothing that came is given up")
	return d, slow, second
}

func TestTheLastPieceOfASlowOwnerIsAskedOfAnotherAsWell(t *testing.T) {
	d, slow, second := doubled(t)
	d.accounted()
	d.done(second)
	require.Equal(t, 1, yields(slow), "the other one was faster")
	require.Len(t, d.Store.Finishes, 1)
	d.fail(slow, port.ChunkYielded)
	d.accounted()
	require.Empty(t, noted[messages.OwnerDropped](d), "to be slow is no fault")

	d, slow, second = doubled(t)
	d.done(slow)
	require.Equal(t, 1, yields(second), "it was faster all the same")
	require.Zero(t, yields(slow))
	require.Len(t, d.Store.Finishes, 1)
}

func TestAPieceThatWasAskedForTwiceIsNotAskedForAgainWhileOneIsLeft(t *testing.T) {
	d, slow, second := doubled(t)
	d.fail(second, port.ChunkBusy)
	require.Equal(t, []chunk{slow}, d.chunks())
	d.accounted()
	d.Clock.Advance(firstBusy)
	d.has(3)
	d.Clock.Advance(time.Second)
	require.Len(t, d.of(3), 1, "it has a place by now")
	d.fail(slow, port.ChunkRefused)
	require.Len(t, d.chunks(), 1, "the other one goes on")
	d.fail(d.chunks()[0], port.ChunkYielded)
	require.Len(t, d.chunks(), 1, "now nobody sends it")
	d.accounted()
}

func TestALastPieceIsAskedOfNobodyElseInPart(t *testing.T) {
	d := fetchingFrom(t, 2, 2)
	slow := d.chunks()[0]
	d.done(d.chunks()[1])
	d.name(3)
	d.open(3)
	for range 20 {
		d.Clock.Advance(time.Second)
		d.has(3, slow.First)
	}
	require.Len(t, d.chunks(), 1, "it was never tried, and may be busy")
	d.Clock.Advance(time.Second)
	d.has(3)
	d.Clock.Advance(time.Second)
	require.Len(t, d.of(3), 1, "who is whole may be asked")
}

// lagging has a download whose only chunk in flight is one of four pieces; owner 3 is idle, and was never tried.
func lagging(t *testing.T) (*dialogue, chunk) {
	d := fetchingFrom(t, 16, 2)
	d.paced(2, time.Millisecond)
	d.paced(2, time.Millisecond)
	slow := d.chunks()[0]
	require.Equal(t, 4, slow.Count)
	for chunks := d.chunks(); len(chunks) > 1; chunks = d.chunks() {
		d.Clock.Advance(10 * time.Millisecond)
		d.done(chunks[len(chunks)-1])
	}
	d.name(3)
	d.ready(3)
	return d, slow
}

// TestWhoWasNeverTriedMustHaveTime: what an owner has sent is not given up for one that may be busy.
func TestWhoWasNeverTriedMustHaveTime(t *testing.T) {
	d, slow := lagging(t)
	for range 20 {
		d.Clock.Advance(time.Second)
		d.has(3)
	}
	require.Zero(t, yields(slow))
	d.Send(d.download, &port.OwnerFree{Owner: porttest.Addr(3), File: d.file.Hash()})
	d.Clock.Advance(500 * time.Millisecond)
	require.Equal(t, 1, yields(slow))
	require.Empty(t, d.of(3))
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
