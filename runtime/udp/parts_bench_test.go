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

// blockSizes are the payloads that the parts are measured with, in bytes.
var blockSizes = []int{messages.BlockPayload, 8 << 10}

// takesAll is an outlet that is never full.
type takesAll struct{ trains, bytes int }

func (o *takesAll) send(trains []*train) error {
	for _, t := range trains {
		o.trains++
		o.bytes += len(t.data)
	}
	return nil
}

func (o *takesAll) fits(netip.AddrPort, int) bool { return true }

// sending is a sender without a socket, and one full train of blocks for it to send.
func sending(blockSize int) (*sender, *takesAll, job) {
	outlet := &takesAll{}
	s := newSender(outlet, &Socket{outbox: newOutbox(&tally{}),
		options: Options{Gate: deafGate{}, Clock: time.Now, MaxPayload: blockSize}})
	blocks := trainBytes / (blockSize + wire.BlockHeaderLength)
	span := messages.Span{Stream: 1, ID: 1, Length: uint32(blocks * blockSize), Mask: 1<<blocks - 1}
	answer := port.Answer{To: netip.MustParseAddrPort("192.0.2.1:1"), Source: &quiet{bytes: make([]byte, blocks*blockSize)},
		Span: span, BlockSize: blockSize}
	return s, outlet, job{answers: []port.Answer{answer}, replyTo: mailbox("uplink"), bytes: answer.Bytes()}
}

// arriving is an intake without a socket, and one full train of blocks for it to take in.
func arriving(t testing.TB, blockSize int) (*intake, *stream, []parcel) {
	in, _ := someIntake(t)
	in.gate = deafGate{}
	owner := netip.MustParseAddrPort("192.0.2.1:1")
	in.paths.connect(owner, mailbox("path"))
	blocks := trainBytes / (blockSize + wire.BlockHeaderLength)
	stream := in.streams.open(port.StreamSpec{Owner: owner, Range: messages.Range{Length: int64(blocks * blockSize)},
		BlockSize: blockSize, Buffer: &quiet{bytes: make([]byte, blocks*blockSize)}})
	var data []byte
	for i := range blocks {
		h := messages.BlockHeader{Stream: stream.id, Index: uint8(i), Offset: int64(blockSize * i)}
		data = append(data, sealed(h, make([]byte, blockSize))...)
	}
	return in, stream, []parcel{{from: owner, data: data, segment: blockSize + wire.BlockHeaderLength}}
}

// BenchmarkSend fills trains without sending them: headers, checksums and the copy from the source. An operation is one
// train.
func BenchmarkSend(b *testing.B) {
	for _, blockSize := range blockSizes {
		b.Run(fmt.Sprint(blockSize), func(b *testing.B) {
			s, _, j := sending(blockSize)
			b.SetBytes(int64(j.bytes))
			b.ReportAllocs()
			for range b.N {
				s.serve(j)
				s.flush()
			}
		})
	}
}

// BenchmarkReceive takes in trains that are in memory: parsing, checksums and the copy to the buffer. An operation is one
// train.
func BenchmarkReceive(b *testing.B) {
	for _, blockSize := range blockSizes {
		b.Run(fmt.Sprint(blockSize), func(b *testing.B) {
			in, stream, parcels := arriving(b, blockSize)
			b.SetBytes(stream.spec.Range.Length)
			b.ReportAllocs()
			for range b.N {
				stream.Forget(0, messages.BlocksPerSpan)
				in.batch(parcels)
			}
		})
	}
}

// TestTrainsDoNotAllocate, but for the one message that says that they have left.
func TestTrainsDoNotAllocate(t *testing.T) {
	for _, blockSize := range blockSizes {
		s, outlet, j := sending(blockSize)
		allocations := testing.AllocsPerRun(50, func() {
			s.serve(j)
			s.flush()
		})
		require.LessOrEqual(t, allocations, 1.0, "one *port.Served")
		require.Equal(t, 51, outlet.trains)
		require.Greater(t, outlet.bytes, 51*j.bytes)

		in, stream, parcels := arriving(t, blockSize)
		allocations = testing.AllocsPerRun(50, func() {
			stream.Forget(0, messages.BlocksPerSpan)
			in.batch(parcels)
		})
		require.LessOrEqual(t, allocations, 2.0, "one *port.BlocksArrived, and its runs")
		require.True(t, stream.Received().Full())
	}
}
