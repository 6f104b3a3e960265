package path

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/congestion"
	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// begin is when tests without a clock begin.
var begin = time.Unix(1000, 0)

// at returns the instant so many milliseconds after begin.
func at(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }

// newTestPath returns a path whose ticket is of no matter: it only counts blocks.
func newTestPath() *Actor {
	return &Actor{congestion: congestion.New(0, at(0)), discovery: newDiscovery(messages.BlockPayload,
		messages.BlockPayload, false)}
}

// TestArrivingBlocksDoNotAllocate checks what a path does for each run of blocks. A span itself costs an allocation
// when it is asked for, one for 45 blocks.
func TestArrivingBlocksDoNotAllocate(t *testing.T) {
	const blocks = 45
	a := newTestPath()
	span := a.congestion.Sent(congestion.Request{BlockSize: messages.BlockPayload,
		Span: messages.Span{Stream: 1, Length: blocks * messages.BlockPayload, Mask: 1<<blocks - 1}}, at(0))
	next := 0
	allocations := testing.AllocsPerRun(blocks-2, func() {
		a.acknowledge(port.Run{Stream: 1, Span: span.ID, Mask: 1 << next, Bytes: messages.BlockPayload}, at(next+1))
		next++
	})
	require.Zero(t, allocations)
	require.Equal(t, (blocks-next)*messages.BlockPayload, a.congestion.InFlight())
}

// BenchmarkFlight asks for blocks and takes them in, a burst at a time: window, flight and what is learned of the path.
// An operation is a burst.
func BenchmarkFlight(b *testing.B) {
	const blocks, size = 45, messages.BlockPayload
	a := newTestPath()
	stream := porttest.NewStream(1, port.StreamSpec{BlockSize: size, Range: messages.Range{Length: 3000 * size}})
	f := &fetch{stream: 1, blocks: stream.Spec().Range, blockSize: size, want: messages.FullBitfield(3000)}
	a.fetches = []*fetch{f}
	now := at(0)
	b.SetBytes(blocks * size)
	b.ReportAllocs()
	for range b.N {
		span, ok := f.nextSpan(blocks * size)
		if !ok {
			b.Fatal("nothing is wanted")
		}
		span = a.congestion.Sent(congestion.Request{Span: span, BlockSize: size}, now)
		now = now.Add(time.Millisecond)
		sent := &congestion.SentSpan{Span: span, BlockSize: size}
		a.acknowledge(port.Run{Stream: 1, Span: span.ID, First: f.firstBlock(sent), Mask: span.Mask,
			Bytes: sent.MissingBytes()}, now)
		f.requeue(sent)
	}
}
