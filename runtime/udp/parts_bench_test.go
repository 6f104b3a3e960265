package udp

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

// blockSizes are the block payloads that the benchmarks use, in bytes.
var blockSizes = []int{messages.BlockPayload, 8 << 10}

// discardOutlet is an outlet that counts and discards trains.
type discardOutlet struct{ trains, bytes int }

func (o *discardOutlet) send(trains []*train) error {
	for _, t := range trains {
		o.trains++
		o.bytes += len(t.data)
	}
	return nil
}

func (o *discardOutlet) fits(netip.AddrPort, int) bool { return true }

// newTestSender returns a sender without a socket, and a job that fills one train.
func newTestSender(blockSize int) (*sender, *discardOutlet, job) {
	outlet := &discardOutlet{}
	s := newSender(outlet, &Socket{outbox: newOutbox(&tally{}),
		options: Options{Gate: discardGate{}, Clock: time.Now, MaxPayload: blockSize}})
	blocks := trainBytes / (blockSize + wire.BlockHeaderLength)
	span := messages.Span{Stream: 1, ID: 1, Length: uint32(blocks * blockSize), Mask: 1<<blocks - 1}
	source := &plainMemory{bytes: make([]byte, blocks*blockSize)}
	answer := answerTo(netip.MustParseAddrPort("192.0.2.1:1"), source, span, blockSize)
	return s, outlet, job{answers: []port.Answer{answer}, replyTo: mailbox("uplink"), bytes: answer.Bytes()}
}

// newTestReceiver returns an intake without a socket, a stream, and a train that holds all blocks of the stream.
func newTestReceiver(t testing.TB, blockSize int) (*intake, *stream, []receivedTrain) {
	in, _ := newTestIntake(t)
	in.gate = discardGate{}
	owner := netip.MustParseAddrPort("192.0.2.1:1")
	in.paths.connect(owner, mailbox("path"))
	blocks := trainBytes / (blockSize + wire.BlockHeaderLength)
	stream := in.streams.open(port.StreamSpec{Owner: owner, Range: messages.Range{Length: int64(blocks * blockSize)},
		BlockSize: blockSize, Buffer: &plainMemory{bytes: make([]byte, blocks*blockSize)}})
	var data []byte
	for i := range blocks {
		h := messages.BlockHeader{Stream: stream.id, Index: uint8(i), Offset: int64(blockSize * i)}
		data = append(data, newBlock(h, make([]byte, blockSize))...)
	}
	return in, stream, []receivedTrain{{from: owner, data: data, segment: blockSize + wire.BlockHeaderLength}}
}

// BenchmarkSend fills trains without sending them: it measures headers, checksums and the copy from the source. An
// operation is one train.
func BenchmarkSend(b *testing.B) {
	for _, blockSize := range blockSizes {
		b.Run(fmt.Sprint(blockSize), func(b *testing.B) {
			s, _, j := newTestSender(blockSize)
			b.SetBytes(int64(j.bytes))
			b.ReportAllocs()
			for range b.N {
				s.serve(j)
				s.flush()
			}
		})
	}
}

// BenchmarkReceive handles trains that are in memory: it measures parsing, checksums and the copy to the buffer. An
// operation is one train.
func BenchmarkReceive(b *testing.B) {
	for _, blockSize := range blockSizes {
		b.Run(fmt.Sprint(blockSize), func(b *testing.B) {
			in, stream, trains := newTestReceiver(b, blockSize)
			b.SetBytes(stream.spec.Range.Length)
			b.ReportAllocs()
			for range b.N {
				stream.Forget(0, messages.BlocksPerSpan)
				in.handleBatch(trains)
			}
		})
	}
}

// TestTrainsDoNotAllocate checks that sending a train allocates nothing but its *port.Served, and that receiving it
// allocates nothing but its *port.BlocksArrived.
func TestTrainsDoNotAllocate(t *testing.T) {
	for _, blockSize := range blockSizes {
		s, outlet, j := newTestSender(blockSize)
		allocations := testing.AllocsPerRun(50, func() {
			s.serve(j)
			s.flush()
		})
		require.LessOrEqual(t, allocations, 1.0, "one *port.Served")
		require.Equal(t, 51, outlet.trains)
		require.Greater(t, outlet.bytes, 51*j.bytes)

		in, stream, trains := newTestReceiver(t, blockSize)
		allocations = testing.AllocsPerRun(50, func() {
			stream.Forget(0, messages.BlocksPerSpan)
			in.handleBatch(trains)
		})
		require.LessOrEqual(t, allocations, 2.0, "one *port.BlocksArrived, and its runs")
		require.True(t, stream.Received().Full())
	}
}
