package udp

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// TestOneMessagePerPathAndBatch checks that blocks are merged into runs by stream and span, whatever their order.
func TestOneMessagePerPathAndBatch(t *testing.T) {
	in, gate := newTestIntake(t)
	owner, other := netip.MustParseAddrPort("192.0.2.1:1"), netip.MustParseAddrPort("[2001:db8::1]:1")
	open := func(from netip.AddrPort) uint64 {
		return in.streams.open(port.StreamSpec{Owner: from, Range: messages.Range{Offset: 1000, Length: 1280},
			BlockSize: 10, Buffer: &boundedBuffer{length: 1280}}).id
	}
	a, b, c := open(owner), open(owner), open(other)
	in.paths.connect(owner, mailbox("path"))
	in.paths.connect(other, mailbox("other path"))
	block := func(from netip.AddrPort, stream uint64, number int, queue uint8) receivedTrain {
		data := newBlock(messages.BlockHeader{Stream: stream, Span: uint32(100 + number/64), Index: uint8(number % 64),
			Offset: int64(1000 + 10*number), Queue: queue}, make([]byte, 10))
		return receivedTrain{from: from, data: data, segment: len(data)}
	}
	in.handleBatch([]receivedTrain{
		block(owner, a, 0, 1), block(owner, a, 2, 1), block(other, c, 5, 0), block(owner, b, 64, 1),
		block(owner, a, 65, 1), block(owner, a, 1, 7), block(owner, a, 0, 9), block(other, c, 127, 0),
	})
	arrived := expect[*port.BlocksArrived](t, gate, mailbox("path"))
	require.Equal(t, in.now, arrived.At)
	require.Equal(t, 1, arrived.Duplicates)
	require.Equal(t, []port.Run{
		{Stream: a, Span: 100, First: 0, Mask: 7, Bytes: 30, Queue: 7},
		{Stream: b, Span: 101, First: 64, Mask: 1, Bytes: 10, Queue: 1},
		{Stream: a, Span: 101, First: 64, Mask: 2, Bytes: 10, Queue: 1},
	}, arrived.Runs)
	require.Equal(t, []port.Run{
		{Stream: c, Span: 100, First: 0, Mask: 1 << 5, Bytes: 10},
		{Stream: c, Span: 101, First: 64, Mask: 1 << 63, Bytes: 10},
	}, expect[*port.BlocksArrived](t, gate, mailbox("other path")).Runs)
	require.Zero(t, gate.count(mailbox("path"))+gate.count(mailbox("other path")))
}

// TestDuplicatesAreReportedSeldom checks that an owner that repeats itself does not fill its path's mailbox.
func TestDuplicatesAreReportedSeldom(t *testing.T) {
	in, gate := newTestIntake(t)
	now := time.Unix(5, 0)
	in.clock = func() time.Time { return now }
	owner, path := netip.MustParseAddrPort("192.0.2.1:1"), mailbox("path")
	in.paths.connect(owner, path)
	id := in.streams.open(streamSpec(owner, 20, 10, &boundedBuffer{length: 20})).id
	block := func(number int) receivedTrain {
		h := messages.BlockHeader{Stream: id, Index: uint8(number), Offset: int64(10 * number)}
		data := newBlock(h, make([]byte, 10))
		return receivedTrain{from: owner, data: data, segment: len(data)}
	}
	in.handleBatch([]receivedTrain{block(0)})
	require.Len(t, expect[*port.BlocksArrived](t, gate, path).Runs, 1)
	for range 100 {
		in.handleBatch([]receivedTrain{block(0)})
	}
	require.Zero(t, gate.count(path))
	now = now.Add(duplicatesPause)
	in.handleBatch([]receivedTrain{block(0)})
	arrived := expect[*port.BlocksArrived](t, gate, path)
	require.Empty(t, arrived.Runs)
	require.Equal(t, 101, arrived.Duplicates)
	in.handleBatch([]receivedTrain{block(0)})
	in.handleBatch([]receivedTrain{block(1)})
	arrived = expect[*port.BlocksArrived](t, gate, path)
	require.Len(t, arrived.Runs, 1)
	require.Equal(t, 1, arrived.Duplicates)
}

// TestBlocksDoNotAllocate checks that a batch of blocks allocates nothing but the message about the batch.
func TestBlocksDoNotAllocate(t *testing.T) {
	in, _ := newTestIntake(t)
	in.gate = discardGate{}
	owner := netip.MustParseAddrPort("192.0.2.1:1")
	in.paths.connect(owner, mailbox("path"))
	const blocks = 40
	const length = blocks * messages.BlockPayload
	stream := in.streams.open(streamSpec(owner, length, messages.BlockPayload, &boundedBuffer{length: length}))
	var data []byte
	for i := range blocks {
		h := messages.BlockHeader{Stream: stream.id, Index: uint8(i), Offset: int64(messages.BlockPayload * i)}
		data = append(data, newBlock(h, make([]byte, messages.BlockPayload))...)
	}
	trains := []receivedTrain{{from: owner, data: data, segment: wire.BlockHeaderLength + messages.BlockPayload}}
	allocations := testing.AllocsPerRun(50, func() {
		stream.Forget(0, blocks)
		in.handleBatch(trains)
	})
	require.LessOrEqual(t, allocations, 2.0, "one *port.BlocksArrived, and its runs")
	require.True(t, stream.Received().Full())
}

// discardGate discards what is posted.
type discardGate struct{}

func (discardGate) Post(port.PID, any)               {}
func (discardGate) Inbox(string, func(any)) port.PID { panic("the socket makes no mailboxes") }
func (discardGate) CloseInbox(port.PID)              { panic("the socket makes no mailboxes") }
