package udp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// sealed makes a block.
func sealed(h messages.BlockHeader, payload []byte) []byte {
	datagram := append(make([]byte, wire.BlockHeaderLength), payload...)
	wire.PutBlockHeader(datagram, h)
	wire.SealBlock(datagram)
	return datagram
}

// TestDamagedDatagrams: garbage, truncated and flipped datagrams are counted, and good ones go on arriving.
func TestDamagedDatagrams(t *testing.T) {
	everyWay(t, func(t *testing.T, options Options) {
		n := newNode(t, options)
		source := newStranger(t, n)
		n.Connect(source.addr(), mailbox("path"))
		buffer := newMemory(1000)
		stream := n.Open(port.StreamSpec{Owner: source.addr(), Range: messages.Range{Length: 1000}, BlockSize: 100, Buffer: buffer})
		good := sealed(messages.BlockHeader{Stream: stream.ID()}, make([]byte, 100))
		flipped := sealed(messages.BlockHeader{Stream: stream.ID()}, make([]byte, 100))
		flipped[50] ^= 1
		for _, datagram := range [][]byte{{}, {1}, []byte("GET / HTTP/1.1\r\n"), good[:len(good)-1], flipped} {
			source.say(datagram)
		}
		eventually(t, "all are counted", func() bool { return n.Counters().Malformed == 5 })
		source.say(make([]byte, 60_000))
		eventually(t, "too long is counted", func() bool { return n.Counters().Truncated+n.Counters().Malformed >= 6 })
		require.Zero(t, stream.Received().Count())
		source.say(good)
		arrived := expect[*port.BlocksArrived](t, n.gate, mailbox("path"))
		require.Equal(t, []port.Run{{Stream: stream.ID(), Mask: 1, Bytes: 100}}, arrived.Runs)
		require.Zero(t, n.Counters().ReceiveErrors)
	})
}

// TestMisplacedBlocks: a block must come from the stream's owner and be exactly one of the stream's blocks.
func TestMisplacedBlocks(t *testing.T) {
	n := newNode(t, Options{})
	owner, other := newStranger(t, n), newStranger(t, n)
	buffer := newMemory(950)
	stream := n.Open(port.StreamSpec{Owner: owner.addr(), Range: messages.Range{Offset: 5000, Length: 950}, BlockSize: 100, Buffer: buffer})
	at := func(offset int64, index uint8, length int) []byte {
		return sealed(messages.BlockHeader{Stream: stream.ID(), Offset: offset, Index: index}, make([]byte, length))
	}
	other.say(at(5000, 0, 100))
	wrong := [][]byte{
		at(4900, 0, 100), at(5050, 0, 100), at(6000, 0, 100), at(5950, 0, 50), // offset
		at(5000, 0, 99), at(5000, 0, 101), at(5900, 0, 100), // length
		at(5000, 1, 100), at(5200, 3, 100), // index
		at(1<<62, 0, 100),
	}
	for _, datagram := range wrong {
		owner.say(datagram)
	}
	eventually(t, "all are counted", func() bool { return n.Counters().Misplaced == uint64(len(wrong)+1) })
	require.Zero(t, stream.Received().Count())
	owner.say(at(5900, 9, 50))
	eventually(t, "the last, short block is placed", func() bool { return stream.Received().Has(9) })
}

// TestDuplicates are counted and not placed; what was forgotten comes again.
func TestDuplicates(t *testing.T) {
	n := newNode(t, Options{})
	owner := newStranger(t, n)
	path := mailbox("path")
	n.Connect(owner.addr(), path)
	buffer := newMemory(300)
	stream := n.Open(port.StreamSpec{Owner: owner.addr(), Range: messages.Range{Length: 300}, BlockSize: 100, Buffer: buffer})
	block := sealed(messages.BlockHeader{Stream: stream.ID(), Offset: 100, Index: 1, Span: 4, Queue: 8}, []byte(string(make([]byte, 99))+"x"))
	owner.say(block)
	require.Len(t, expect[*port.BlocksArrived](t, n.gate, path).Runs, 1)
	owner.say(block)
	eventually(t, "the duplicate is counted", func() bool { return n.Counters().Duplicates == 1 })
	stream.Forget(-5, 3)
	require.Equal(t, 1, stream.Received().Count(), "block 1 lies outside")
	stream.Forget(0, 1000)
	require.Zero(t, stream.Received().Count())
	owner.say(block)
	eventually(t, "the block is back", func() bool { return stream.Received().Has(1) })
	duplicates := 0
	for runs := 0; runs == 0; {
		arrived := expect[*port.BlocksArrived](t, n.gate, path)
		runs += len(arrived.Runs)
		duplicates += arrived.Duplicates
	}
	require.Equal(t, 1, duplicates)
}

// TestCloseOfStream: once Close has returned nothing is written any more, however many blocks are on their way.
func TestCloseOfStream(t *testing.T) {
	everyWay(t, func(t *testing.T, options Options) {
		owner, receiver := newNode(t, options), newNode(t, options)
		file := randomMemory(64 * messages.BlockPayload)
		for range 20 {
			buffer := newMemory(64 * messages.BlockPayload)
			stream := receiver.Open(port.StreamSpec{Owner: owner.Addr(), Range: messages.Range{Length: 64 * messages.BlockPayload}, BlockSize: messages.BlockPayload, Buffer: buffer})
			for _, span := range spans(stream.ID(), stream.Spec().Range, messages.BlockPayload) {
				owner.Serve([]port.Answer{{To: receiver.Addr(), Source: file, Span: span, BlockSize: messages.BlockPayload}}, mailbox("uplink"))
			}
			expect[*port.Served](t, owner.gate, mailbox("uplink"))
			stream.Close()
			buffer.Release() // From here on Place panics.
			stream.Close()
		}
		eventually(t, "all that left has come", func() bool {
			return receiver.Counters().DatagramsIn+receiver.Counters().KernelDrops == 20*64
		})
	})
}

// TestPlaceAfterClose: the receive goroutine may have found a stream just before it was closed.
func TestPlaceAfterClose(t *testing.T) {
	buffer := &guarded{length: 100}
	found := newStreams(seeded()).open(port.StreamSpec{Range: messages.Range{Length: 100}, BlockSize: 10, Buffer: buffer})
	require.Equal(t, placed, found.place(3, make([]byte, 10)))
	require.Equal(t, duplicate, found.place(3, make([]byte, 10)))
	found.Close()
	require.Equal(t, streamClosed, found.place(4, make([]byte, 10)))
	require.Equal(t, 1, buffer.places)
	require.Nil(t, found.table.find(found.ID()))
}

// TestStrayAnswers: what an owner says reaches the path that is connected to it, and nobody else.
func TestStrayAnswers(t *testing.T) {
	n := newNode(t, Options{})
	owner, other := newStranger(t, n), newStranger(t, n)
	path := mailbox("path")
	n.Connect(owner.addr(), path)
	for _, packet := range everyPacket() {
		switch packet.(type) {
		case *messages.Welcome, *messages.Availability, *messages.Refusal, *messages.ReceiptNoted, *messages.Unchoke:
			datagram, err := wire.Append(nil, packet)
			require.NoError(t, err)
			other.say(datagram)
			owner.say(datagram)
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

// TestOverCredit: a mailbox is not filled by a stranger, and fills again once its actor has dealt with what was there.
func TestOverCredit(t *testing.T) {
	n := newNode(t, Options{})
	owner := newStranger(t, n)
	path := mailbox("path")
	n.Connect(owner.addr(), path)
	datagram, err := wire.Append(nil, &messages.ReceiptNoted{Stream: 1})
	require.NoError(t, err)
	for i := range maxLent + 10 {
		owner.say(datagram)
		eventually(t, "it is read", func() bool { return n.Counters().DatagramsIn == uint64(i+1) })
	}
	eventually(t, "the rest is counted", func() bool { return n.Counters().OverCredit == 10 })
	require.Equal(t, maxLent, n.gate.count(path))
	expectPacket[*messages.ReceiptNoted](t, n.gate, path)
	owner.say(datagram)
	eventually(t, "there is room again", func() bool { return n.gate.count(path) == maxLent })
}
