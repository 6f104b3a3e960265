package udp

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// newBlock returns the datagram of a block.
func newBlock(h messages.BlockHeader, payload []byte) []byte {
	datagram := append(make([]byte, wire.BlockHeaderLength), payload...)
	wire.PutBlockHeader(datagram, h)
	wire.SealBlock(datagram)
	return datagram
}

// TestDamagedDatagrams checks that damaged datagrams are counted and that intact ones still arrive.
func TestDamagedDatagrams(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		n := newNode(t, options)
		source := newStranger(t, n)
		n.Connect(source.addr(), mailbox("path"))
		buffer := newMemory(1000)
		stream := n.Open(streamSpec(source.addr(), 1000, 100, buffer))
		good := newBlock(messages.BlockHeader{Stream: stream.ID()}, make([]byte, 100))
		flipped := newBlock(messages.BlockHeader{Stream: stream.ID()}, make([]byte, 100))
		flipped[50] ^= 1
		for _, datagram := range [][]byte{{}, {1}, []byte("GET / HTTP/1.1\r\n"), good[:len(good)-1], flipped} {
			source.send(datagram)
		}
		eventually(t, "all datagrams are counted", func() bool { return n.Counters().Malformed == 5 })
		source.send(make([]byte, 60_000))
		eventually(t, "the long datagram is counted", func() bool {
			return n.Counters().Truncated+n.Counters().Malformed >= 6
		})
		require.Zero(t, stream.Received().Count())
		source.send(good)
		arrived := expect[*port.BlocksArrived](t, n.gate, mailbox("path"))
		require.Equal(t, []port.Run{{Stream: stream.ID(), Mask: 1, Bytes: 100}}, arrived.Runs)
		require.Zero(t, n.Counters().ReceiveErrors)
	})
}

// TestMisplacedBlocks checks that a block is rejected unless it comes from the stream's owner and matches a block of
// the stream.
func TestMisplacedBlocks(t *testing.T) {
	n := newNode(t, Options{})
	owner, other := newStranger(t, n), newStranger(t, n)
	buffer := newMemory(950)
	stream := n.Open(port.StreamSpec{Owner: owner.addr(), Range: messages.Range{Offset: 5000, Length: 950},
		BlockSize: 100, Buffer: buffer})
	at := func(offset int64, index uint8, length int) []byte {
		return newBlock(messages.BlockHeader{Stream: stream.ID(), Offset: offset, Index: index}, make([]byte, length))
	}
	other.send(at(5000, 0, 100))
	wrong := [][]byte{
		at(4900, 0, 100), at(5050, 0, 100), at(6000, 0, 100), at(5950, 0, 50), // wrong offset
		at(5000, 0, 99), at(5000, 0, 101), at(5900, 0, 100), // wrong length
		at(5000, 1, 100), at(5200, 3, 100), // wrong index
		at(1<<62, 0, 100),
	}
	for _, datagram := range wrong {
		owner.send(datagram)
	}
	eventually(t, "all datagrams are counted", func() bool { return n.Counters().Misplaced == uint64(len(wrong)+1) })
	require.Zero(t, stream.Received().Count())
	owner.send(at(5900, 9, 50))
	eventually(t, "the last, short block is placed", func() bool { return stream.Received().Has(9) })
}

// TestDuplicates checks that duplicates are counted and not placed, and that a forgotten block can arrive again.
func TestDuplicates(t *testing.T) {
	n := newNode(t, Options{})
	owner := newStranger(t, n)
	path := mailbox("path")
	n.Connect(owner.addr(), path)
	buffer := newMemory(300)
	stream := n.Open(streamSpec(owner.addr(), 300, 100, buffer))
	h := messages.BlockHeader{Stream: stream.ID(), Offset: 100, Index: 1, Span: 4, Queue: 8}
	block := newBlock(h, make([]byte, 100))
	owner.send(block)
	require.Len(t, expect[*port.BlocksArrived](t, n.gate, path).Runs, 1)
	owner.send(block)
	eventually(t, "the duplicate is counted", func() bool { return n.Counters().Duplicates == 1 })
	stream.Forget(-5, 3)
	require.Equal(t, 1, stream.Received().Count(), "block 1 is outside the range")
	stream.Forget(0, 1000)
	require.Zero(t, stream.Received().Count())
	owner.send(block)
	eventually(t, "the block is back", func() bool { return stream.Received().Has(1) })
	duplicates := 0
	for runs := 0; runs == 0; {
		arrived := expect[*port.BlocksArrived](t, n.gate, path)
		runs += len(arrived.Runs)
		duplicates += arrived.Duplicates
	}
	require.Equal(t, 1, duplicates)
}

// TestCloseOfStream checks that nothing is written to a buffer after Stream.Close has returned, while blocks still
// arrive.
func TestCloseOfStream(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		owner, receiver := newNode(t, options), newNode(t, options)
		file := randomMemory(spanBytes)
		for range 20 {
			buffer := newMemory(spanBytes)
			stream := receiver.Open(streamSpec(owner.Addr(), spanBytes, messages.BlockPayload, buffer))
			for _, span := range spans(stream.ID(), stream.Spec().Range, messages.BlockPayload) {
				answer := answerTo(receiver.Addr(), file, span, messages.BlockPayload)
				owner.Serve([]port.Answer{answer}, mailbox("uplink"))
			}
			expect[*port.Served](t, owner.gate, mailbox("uplink"))
			stream.Close()
			buffer.Release() // From now on buffer.Place panics.
			stream.Close()
		}
		eventually(t, "all datagrams arrive", func() bool {
			return receiver.Counters().DatagramsIn+receiver.Counters().KernelDrops == 20*64
		})
	})
}

// TestPlaceAfterClose covers the race in which the receive goroutine finds a stream just before it is closed.
func TestPlaceAfterClose(t *testing.T) {
	buffer := &boundedBuffer{length: 100}
	found := newStreams(fixedRandom()).open(streamSpec(netip.AddrPort{}, 100, 10, buffer))
	require.Equal(t, placed, found.place(3, make([]byte, 10)))
	require.Equal(t, duplicate, found.place(3, make([]byte, 10)))
	found.Close()
	require.Equal(t, streamClosed, found.place(4, make([]byte, 10)))
	require.Equal(t, 1, buffer.places)
	require.Nil(t, found.table.find(found.ID()))
}

// TestStrayReplies checks that an owner's packets reach the path that is connected to it, and no other.
func TestStrayReplies(t *testing.T) {
	n := newNode(t, Options{})
	owner, other := newStranger(t, n), newStranger(t, n)
	path := mailbox("path")
	n.Connect(owner.addr(), path)
	for _, packet := range everyPacket() {
		switch packet.(type) {
		case *messages.Welcome, *messages.Availability, *messages.Refusal, *messages.ReceiptNoted, *messages.Unchoke:
			datagram, err := wire.Append(nil, packet)
			require.NoError(t, err)
			other.send(datagram)
			owner.send(datagram)
			inbound := expect[*port.Inbound](t, n.gate, path)
			require.Equal(t, packet, inbound.Packet)
			require.Equal(t, owner.addr(), inbound.From)
		}
	}
	eventually(t, "strays are counted", func() bool { return n.Counters().Stray == 5 })
	require.Zero(t, n.gate.count(path))

	n.Disconnect(owner.addr(), mailbox("another path"))
	require.Equal(t, 1, n.paths.connected())
	n.Disconnect(owner.addr(), path)
	require.Zero(t, n.paths.connected())
}

// TestOverCredit checks that strangers cannot fill a mailbox, and that it accepts packets again once some were handled.
func TestOverCredit(t *testing.T) {
	n := newNode(t, Options{})
	owner := newStranger(t, n)
	path := mailbox("path")
	n.Connect(owner.addr(), path)
	datagram, err := wire.Append(nil, &messages.ReceiptNoted{Stream: 1})
	require.NoError(t, err)
	for i := range maxCredit + 10 {
		owner.send(datagram)
		eventually(t, "the datagram is read", func() bool { return n.Counters().DatagramsIn == uint64(i+1) })
	}
	eventually(t, "dropped packets are counted", func() bool { return n.Counters().OverCredit == 10 })
	require.Equal(t, maxCredit, n.gate.count(path))
	expectPacket[*messages.ReceiptNoted](t, n.gate, path)
	owner.send(datagram)
	eventually(t, "a packet is accepted again", func() bool { return n.gate.count(path) == maxCredit })
}

// TestQueriesOfOneHostDoNotKeepOthersOut: all strangers shared one credit for a file.
func TestQueriesOfOneHostDoNotKeepOthersOut(t *testing.T) {
	in, gate := newTestIntake(t)
	in.now = in.clock()
	seeder, file := mailbox("seeder"), messages.InfoHash{1}
	in.seeders.publish(file, seeder)
	query := func(from netip.AddrPort) {
		in.handleReceiverPacket(from, &messages.Query{Ticket: in.tickets.issue(from, in.now), InfoHash: file})
	}
	for range 1000 {
		query(senderAt("10.0.0.1", 0))
	}
	waiting := gate.count(seeder)
	require.Less(t, waiting, maxCredit)
	require.EqualValues(t, 1000-waiting, in.tally.overCredit.Load())
	query(senderAt("10.0.0.2", 0))
	require.Equal(t, waiting+1, gate.count(seeder))

	in.seeders.unpublish(file) // a seeder that stopped returns no credit
	in.seeders.publish(file, seeder)
	query(senderAt("10.0.0.1", 0))
	require.Equal(t, waiting+2, gate.count(seeder))
}

// TestAnswersToStrangersDoNotDisplaceRequests checks that a node can go on asking others while Queries flood it.
func TestAnswersToStrangersDoNotDisplaceRequests(t *testing.T) {
	s := &Socket{packets: newPacketQueue(&tally{})}
	for range 2 * maxQueuedPackets {
		s.Send(senderAt("10.0.0.1", 0), &messages.Availability{})
		s.Send(senderAt("10.0.0.1", 0), &messages.Refusal{})
	}
	require.Len(t, s.packets.waiting, maxQueuedReplies)
	s.Send(senderAt("10.0.0.2", 0), &messages.Request{})
	require.Len(t, s.packets.waiting, maxQueuedReplies+1)
}
