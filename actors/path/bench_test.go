package path

import (
	"math/bits"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// laden is a path that has asked for a span of blocks of 1,400 bytes, and one run for each of them.
func laden(blocks int) (*Actor, []port.Run) {
	a := &Actor{window: newWindow(0), discovery: newDiscovery(1400, 1400, false)}
	span := a.flight.launch(messages.Span{Stream: 1, Length: uint32(blocks * 1400), Mask: 1<<blocks - 1}, 1400, at(0))
	var runs []port.Run
	for i := range blocks {
		runs = append(runs, port.Run{Stream: 1, Span: span.ID, Mask: 1 << i, Bytes: 1400})
	}
	return a, runs
}

// TestBlocksThatLandDoNotAllocate: what a path does for each run of blocks. A span itself costs an allocation when it is
// asked for, one for 45 blocks.
func TestBlocksThatLandDoNotAllocate(t *testing.T) {
	a, runs := laden(45)
	next := 0
	allocations := testing.AllocsPerRun(len(runs)-2, func() {
		a.land(runs[next], at(next+1))
		next++
	})
	require.Zero(t, allocations)
	require.Equal(t, 45-next, bits.OnesCount64(a.flight.spans[0].span.Mask))
}

// BenchmarkFlight asks for blocks and takes them in, a burst at a time: window, flight and what is learned of the path. An
// operation is a burst.
func BenchmarkFlight(b *testing.B) {
	a := &Actor{window: newWindow(0), discovery: newDiscovery(1400, 1400, false)}
	const blocks = 45
	stream := porttest.NewStream(1, port.StreamSpec{BlockSize: 1400, Range: messages.Range{Length: 3000 * 1400}})
	f := &fetch{stream: 1, spec: stream.Spec(), want: messages.FullBitfield(3000)}
	a.fetches = []*fetch{f}
	now := at(0)
	b.SetBytes(blocks * 1400)
	b.ReportAllocs()
	for range b.N {
		span, ok := f.span(blocks * 1400)
		if !ok {
			b.Fatal("nothing is wanted")
		}
		span = a.flight.launch(span, 1400, now)
		now = now.Add(time.Millisecond)
		run := port.Run{Stream: 1, Span: span.ID, First: f.first(span), Mask: span.Mask, Bytes: span.Payload(1400)}
		a.land(run, now)
		f.again(span)
	}
}
