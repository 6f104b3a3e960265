package udp

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// TestTransfer goes through a whole conversation between an owner and a receiver.
func TestTransfer(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		owner, receiver := newNode(t, options), newNode(t, options)
		seeder, uplink, path := mailbox("seeder"), mailbox("uplink"), mailbox("path")
		file := randomMemory(300_001)
		owner.Publish(testFile, seeder)
		ticket := receiver.fetchTicket(t, owner, path)

		receiver.Send(owner.Addr(), &messages.Query{Ticket: ticket, InfoHash: testFile})
		query, inbound := expectPacket[*messages.Query](t, owner.gate, seeder)
		require.Equal(t, testFile, query.InfoHash)
		require.Equal(t, receiver.Addr(), inbound.From)
		has := &messages.Availability{InfoHash: testFile, Length: 300_001, PieceLength: 1 << 14, Whole: true}
		owner.Send(inbound.From, has)
		answer, _ := expectPacket[*messages.Availability](t, receiver.gate, path)
		require.Equal(t, has, answer)

		buffer := newMemory(250_001)
		stream := receiver.Open(port.StreamSpec{
			Owner: owner.Addr(), Range: messages.Range{Offset: 50_000, Length: 250_001},
			BlockSize: messages.BlockPayload, Buffer: buffer})
		receiver.Send(owner.Addr(), &messages.Request{Ticket: ticket, InfoHash: testFile,
			BlockSize: messages.BlockPayload, Spans: spans(stream.ID(), stream.Spec().Range, messages.BlockPayload)})
		request, inbound := expectPacket[*messages.Request](t, owner.gate, seeder)
		var answers []port.Answer
		for _, span := range request.Spans {
			answer := answerTo(inbound.From, file, span, messages.BlockPayload)
			answer.Queue = 3
			answers = append(answers, answer)
		}
		owner.Serve(answers, uplink)
		require.Equal(t, &port.Served{Bytes: 250_001}, expect[*port.Served](t, owner.gate, uplink))

		reported := messages.NewBitfield(stream.Received().Len())
		bytes := 0
		for !reported.Full() {
			arrived := expect[*port.BlocksArrived](t, receiver.gate, path)
			require.NotEmpty(t, arrived.Runs)
			require.Zero(t, arrived.Duplicates)
			for _, run := range arrived.Runs {
				require.Equal(t, stream.ID(), run.Stream)
				require.Equal(t, uint8(3), run.Queue)
				bytes += run.Bytes
				for i := range 64 {
					if run.Mask>>i&1 == 1 {
						require.True(t, reported.Set(run.First+i), "block %d was reported twice", run.First+i)
						require.Equal(t, uint32((run.First+i)/64+1), run.Span)
					}
				}
			}
		}
		require.Equal(t, 250_001, bytes)
		require.True(t, stream.Received().Full())
		require.True(t, buffer.equals(file.bytes[50_000:]))

		receipt := &messages.Receipt{Ticket: ticket, InfoHash: testFile, Stream: stream.ID(), Bytes: 250_001}
		receiver.Send(owner.Addr(), receipt)
		_, inbound = expectPacket[*messages.Receipt](t, owner.gate, seeder)
		owner.Send(inbound.From, &messages.ReceiptNoted{Stream: stream.ID()})
		noted, _ := expectPacket[*messages.ReceiptNoted](t, receiver.gate, path)
		require.Equal(t, stream.ID(), noted.Stream)
		stream.Close()
		require.Zero(t, receiver.Counters().Malformed+receiver.Counters().Misplaced+receiver.Counters().UnknownStream)
	})
}

// TestServeSendsWhatTheMaskNames serves several receivers with one call. Each row of consecutive blocks takes one read.
func TestServeSendsWhatTheMaskNames(t *testing.T) {
	forEachOffload(t, func(t *testing.T, options Options) {
		owner := newNode(t, options)
		file := randomMemory(64 * 1000)
		const mask uint64 = 0x8000_0000_00f0_0f01 // blocks 0, 8 to 11, 20 to 23, and 63
		var answers []port.Answer
		var receivers []*node
		var streams []port.Stream
		var buffers []*memory
		for range 3 {
			receiver, buffer := newNode(t, options), newMemory(64*1000)
			receiver.Connect(owner.Addr(), mailbox("path"))
			stream := receiver.Open(port.StreamSpec{Owner: owner.Addr(), BlockSize: 1000, Buffer: buffer,
				Range: messages.Range{Length: 64 * 1000}})
			span := messages.Span{Stream: stream.ID(), ID: 9, Length: 64 * 1000, Mask: mask}
			answers = append(answers, answerTo(receiver.Addr(), file, span, 1000))
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

// TestServeReportsFailures checks that an answer that cannot be read fails alone, and is reported before *port.Served.
func TestServeReportsFailures(t *testing.T) {
	owner, receiver := newNode(t, Options{}), newNode(t, Options{})
	uplink := mailbox("uplink")
	broken := errors.New("the disk is on fire")
	good, bad := randomMemory(1000), &memory{err: broken}
	to := func(source port.Source, span messages.Span) port.Answer {
		return answerTo(receiver.Addr(), source, span, 500)
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

// TestFullOutboxRefuses checks that Serve refuses answers while the outbox is full, and accepts them again afterwards.
func TestFullOutboxRefuses(t *testing.T) {
	owner, receiver := newNode(t, Options{}), newNode(t, Options{})
	uplink := mailbox("uplink")
	held := &blockedSource{memory: randomMemory(1000), open: make(chan struct{})}
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

// blockedSource is a source whose reads wait until it is opened.
type blockedSource struct {
	*memory
	open chan struct{}
}

func (g *blockedSource) ReadBlocks(buffers [][]byte, offset int64) error {
	<-g.open
	return g.memory.ReadBlocks(buffers, offset)
}
