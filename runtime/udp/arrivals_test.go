package udp

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// TestOneMessageForABatch: runs are merged by stream and span, whatever the order of the blocks.
func TestOneMessageForABatch(t *testing.T) {
	in, gate := someIntake(t)
	owner, other := netip.MustParseAddrPort("192.0.2.1:1"), netip.MustParseAddrPort("[2001:db8::1]:1")
	open := func(from netip.AddrPort) uint64 {
		return in.streams.open(port.StreamSpec{Owner: from, Range: messages.Range{Offset: 1000, Length: 1280}, BlockSize: 10,
			Buffer: &guarded{length: 1280}}).id
	}
	a, b, c := open(owner), open(owner), open(other)
	in.paths.connect(owner, mailbox("path"))
	in.paths.connect(other, mailbox("other path"))
	block := func(from netip.AddrPort, stream uint64, number int, queue uint8) parcel {
		data := sealed(messages.BlockHeader{Stream: stream, Span: uint32(100 + number/64), Index: uint8(number % 64),
			Offset: int64(1000 + 10*number), Queue: queue}, make([]byte, 10))
		return parcel{from: from, data: data, segment: len(data)}
	}
	in.batch([]parcel{
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

// TestDuplicatesAloneAreToldSeldom: an owner that repeats itself does not fill a mailbox.
func TestDuplicatesAloneAreToldSeldom(t *testing.T) {
	in, gate := someIntake(t)
	now := time.Unix(5, 0)
	in.clock = func() time.Time { return now }
	owner, path := netip.MustParseAddrPort("192.0.2.1:1"), mailbox("path")
	in.paths.connect(owner, path)
	id := in.streams.open(port.StreamSpec{Owner: owner, Range: messages.Range{Length: 20}, BlockSize: 10, Buffer: &guarded{length: 20}}).id
	block := func(number int) parcel {
		data := sealed(messages.BlockHeader{Stream: id, Index: uint8(number), Offset: int64(10 * number)}, make([]byte, 10))
		return parcel{from: owner, data: data, segment: len(data)}
	}
	in.batch([]parcel{block(0)})
	require.Len(t, expect[*port.BlocksArrived](t, gate, path).Runs, 1)
	for range 100 {
		in.batch([]parcel{block(0)})
	}
	require.Zero(t, gate.count(path))
	now = now.Add(duplicatesPause)
	in.batch([]parcel{block(0)})
	arrived := expect[*port.BlocksArrived](t, gate, path)
	require.Empty(t, arrived.Runs)
	require.Equal(t, 101, arrived.Duplicates)
	in.batch([]parcel{block(0)})
	in.batch([]parcel{block(1)})
	arrived = expect[*port.BlocksArrived](t, gate, path)
	require.Len(t, arrived.Runs, 1)
	require.Equal(t, 1, arrived.Duplicates)
}

// TestBlocksDoNotAllocate, but for the one message of their batch.
func TestBlocksDoNotAllocate(t *testing.T) {
	in, _ := someIntake(t)
	in.gate = deafGate{}
	owner := netip.MustParseAddrPort("192.0.2.1:1")
	in.paths.connect(owner, mailbox("path"))
	const blocks = 40
	stream := in.streams.open(port.StreamSpec{Owner: owner, Range: messages.Range{Length: blocks * messages.BlockPayload}, BlockSize: messages.BlockPayload,
		Buffer: &guarded{length: blocks * messages.BlockPayload}})
	var data []byte
	for i := range blocks {
		data = append(data, sealed(messages.BlockHeader{Stream: stream.id, Index: uint8(i), Offset: int64(messages.BlockPayload * i)}, make([]byte, messages.BlockPayload))...)
	}
	parcels := []parcel{{from: owner, data: data, segment: 1432}}
	allocations := testing.AllocsPerRun(50, func() {
		stream.Forget(0, blocks)
		in.batch(parcels)
	})
	require.LessOrEqual(t, allocations, 2.0, "one *port.BlocksArrived, and its runs")
	require.True(t, stream.Received().Full())
}

// deafGate forgets what is posted.
type deafGate struct{}

func (deafGate) Post(port.PID, any)               {}
func (deafGate) Inbox(string, func(any)) port.PID { panic("the socket makes no mailboxes") }
func (deafGate) CloseInbox(port.PID)              { panic("the socket makes no mailboxes") }
