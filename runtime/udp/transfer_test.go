package udp

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// TestTransfer walks the whole conversation of an owner and a receiver.
func TestTransfer(t *testing.T) {
	everyWay(t, func(t *testing.T, options Options) {
		owner, receiver := newNode(t, options), newNode(t, options)
		seeder, uplink, path := mailbox("seeder"), mailbox("uplink"), mailbox("path")
		file := randomMemory(300_001)
		owner.Publish(someFile, seeder)
		ticket := receiver.meet(t, owner, path)

		receiver.Send(owner.Addr(), &messages.Query{Ticket: ticket, InfoHash: someFile})
		query, inbound := expectPacket[*messages.Query](t, owner.gate, seeder)
		require.Equal(t, someFile, query.InfoHash)
		require.Equal(t, receiver.Addr(), inbound.From)
		has := &messages.Availability{InfoHash: someFile, Length: 300_001, PieceLength: 1 << 14, Whole: true}
		owner.Send(inbound.From, has)
		answer, _ := expectPacket[*messages.Availability](t, receiver.gate, path)
		require.Equal(t, has, answer)

		buffer := newMemory(250_001)
		stream := receiver.Open(port.StreamSpec{
			Owner: owner.Addr(), Range: messages.Range{Offset: 50_000, Length: 250_001},
			BlockSize: 1400, Buffer: buffer})
		receiver.Send(owner.Addr(), &messages.Request{Ticket: ticket, InfoHash: someFile, BlockSize: 1400,
			Spans: spans(stream.ID(), stream.Spec().Range, 1400)})
		request, inbound := expectPacket[*messages.Request](t, owner.gate, seeder)
		var answers []port.Answer
		for _, span := range request.Spans {
			answers = append(answers, port.Answer{To: inbound.From, Source: file, Span: span, BlockSize: 1400, Queue: 3})
		}
		owner.Serve(answers, uplink)
		require.Equal(t, &port.Served{Bytes: 250_001}, expect[*port.Served](t, owner.gate, uplink))

		told := messages.NewBitfield(stream.Received().Len())
		bytes := 0
		for !told.Full() {
			arrived := expect[*port.BlocksArrived](t, receiver.gate, path)
			require.NotEmpty(t, arrived.Runs)
			require.Zero(t, arrived.Duplicates)
			for _, run := range arrived.Runs {
				require.Equal(t, stream.ID(), run.Stream)
				require.Equal(t, uint8(3), run.Queue)
				bytes += run.Bytes
				for i := range 64 {
					if run.Mask>>i&1 == 1 {
						require.True(t, told.Set(run.First+i), "block %d was told twice", run.First+i)
						require.Equal(t, uint32((run.First+i)/64+1), run.Span)
					}
				}
			}
		}
		require.Equal(t, 250_001, bytes)
		require.True(t, stream.Received().Full())
		require.True(t, buffer.equals(file.bytes[50_000:]))

		receiver.Send(owner.Addr(), &messages.Receipt{Ticket: ticket, InfoHash: someFile, Stream: stream.ID(), Bytes: 250_001})
		_, inbound = expectPacket[*messages.Receipt](t, owner.gate, seeder)
		owner.Send(inbound.From, &messages.ReceiptNoted{Stream: stream.ID()})
		noted, _ := expectPacket[*messages.ReceiptNoted](t, receiver.gate, path)
		require.Equal(t, stream.ID(), noted.Stream)
		stream.Close()
		require.Zero(t, receiver.Counters().Malformed+receiver.Counters().Misplaced+receiver.Counters().UnknownStream)
	})
}

// TestServeSendsWhatTheMaskNames, to several receivers in one call, each row of blocks with one read.
func TestServeSendsWhatTheMaskNames(t *testing.T) {
	everyWay(t, func(t *testing.T, options Options) {
		owner := newNode(t, options)
		file := randomMemory(64 * 1000)
		const mask uint64 = 0x8000_0000_00f0_0f01 // rows: 0, 8-11, 20-23, 63
		var answers []port.Answer
		var receivers []*node
		var streams []port.Stream
		var buffers []*memory
		for range 3 {
			receiver, buffer := newNode(t, options), newMemory(64*1000)
			receiver.Connect(owner.Addr(), mailbox("path"))
			stream := receiver.Open(port.StreamSpec{Owner: owner.Addr(), BlockSize: 1000, Buffer: buffer,
				Range: messages.Range{Length: 64 * 1000}})
			answers = append(answers, port.Answer{To: receiver.Addr(), Source: file, BlockSize: 1000, Span: messages.Span{
				Stream: stream.ID(), ID: 9, Length: 64 * 1000, Mask: mask}})
			receivers, streams, buffers = append(receivers, receiver), append(streams, stream), append(buffers, buffer)
		}
		owner.Serve(answers, mailbox("uplink"))
		require.Equal(t, 3*10*1000, expect[*port.Served](t, owner.gate, mailbox("uplink")).Bytes)
		require.Equal(t, 3*4, file.reads)
		for i, receiver := range receivers {
			got := uint64(0)
			for got != mask {
				for _, run := range expect[*port.BlocksArrived](t, receiver.gate, mailbox("path")).Runs {
					require.Zero(t, got&run.Mask)
					require.Equal(t, 0, run.First)
					got |= run.Mask
				}
			}
			require.Equal(t, 10, streams[i].Received().Count())
			want := make([]byte, 64*1000)
			for block := range 64 {
				if mask>>block&1 == 1 {
					copy(want[block*1000:][:1000], file.bytes[block*1000:])
				}
			}
			require.True(t, buffers[i].equals(want))
		}
	})
}

// TestServeTellsWhatFailed: an answer that cannot be read fails alone, and before *Served.
func TestServeTellsWhatFailed(t *testing.T) {
	owner, receiver := newNode(t, Options{}), newNode(t, Options{})
	uplink := mailbox("uplink")
	broken := errors.New("the disk is on fire")
	good, bad := randomMemory(1000), &memory{err: broken}
	to := func(source port.Source, span messages.Span) port.Answer {
		return port.Answer{To: receiver.Addr(), Source: source, Span: span, BlockSize: 500}
	}
	span := messages.Span{Stream: 1, ID: 1, Length: 1000, Mask: 3}
	nonsense := messages.Span{Stream: 1, ID: 2, Length: 1000, Mask: 4}
	nowhere := to(good, span)
	nowhere.To = receiver.Addr()
	nowhere.BlockSize = 0
	owner.Serve([]port.Answer{to(bad, span), to(good, span), to(good, nonsense), nowhere}, uplink)

	failed := expect[*port.ServeFailed](t, owner.gate, uplink)
	require.ErrorIs(t, failed.Cause, broken)
	require.Equal(t, to(bad, span), failed.Answer)
	require.ErrorIs(t, expect[*port.ServeFailed](t, owner.gate, uplink).Cause, errAnswer)
	require.ErrorIs(t, expect[*port.ServeFailed](t, owner.gate, uplink).Cause, errAnswer)
	require.Equal(t, 1000, expect[*port.Served](t, owner.gate, uplink).Bytes)
	eventually(t, "the good answer arrives", func() bool { return receiver.Counters().UnknownStream == 2 })

	owner.Serve(nil, uplink)
	require.Equal(t, 0, expect[*port.Served](t, owner.gate, uplink).Bytes)
}

// TestOutboxRefuses: past its bound Serve says no instead of waiting, and it takes more once there is room again.
func TestOutboxRefuses(t *testing.T) {
	owner, receiver := newNode(t, Options{}), newNode(t, Options{})
	uplink := mailbox("uplink")
	held := &gated{memory: randomMemory(1000), open: make(chan struct{})}
	answer := port.Answer{To: receiver.Addr(), Source: held, BlockSize: 500, Span: messages.Span{Length: 1000, Mask: 3}}
	for range maxOutboxAnswers {
		owner.Serve([]port.Answer{answer}, uplink)
	}
	require.Zero(t, owner.gate.count(uplink))
	owner.Serve([]port.Answer{answer}, uplink)
	require.ErrorIs(t, expect[*port.ServeFailed](t, owner.gate, uplink).Cause, errOutboxFull)
	require.Zero(t, expect[*port.Served](t, owner.gate, uplink).Bytes)
	require.Equal(t, uint64(1), owner.Counters().ServesRefused)

	close(held.open)
	for range maxOutboxAnswers {
		require.Equal(t, 1000, expect[*port.Served](t, owner.gate, uplink).Bytes)
	}
	owner.Serve([]port.Answer{answer}, uplink)
	require.Equal(t, 1000, expect[*port.Served](t, owner.gate, uplink).Bytes)
}

// gated is a source that waits until it is opened.
type gated struct {
	*memory
	open chan struct{}
}

func (g *gated) ReadBlocks(buffers [][]byte, offset int64) error {
	<-g.open
	return g.memory.ReadBlocks(buffers, offset)
}
