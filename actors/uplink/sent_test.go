package uplink

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// TestReceiptCountsWhatWasSent: a receipt counted for what was granted, and again for what was asked for again.
func TestReceiptCountsWhatWasSent(t *testing.T) {
	d := newDialogue(t)
	receiver := porttest.Addr(2)
	redeem := func(stream uint64, bytes int64) []*port.Redeemed {
		d.Send(d.uplink, &port.Redeem{Seeder: d.seeder.PID, To: receiver, Stream: stream, Bytes: bytes})
		return porttest.All[*port.Redeemed](d.seeder.Took())
	}
	require.Empty(t, redeem(7, 64_000), "nothing was asked for")
	d.grant(d.seeder, receiver, 7, 1, 4)
	require.Empty(t, redeem(7, 256_000), "two answers wait: they were granted, and not sent")
	d.drain()
	require.Empty(t, redeem(7, 256_001), "more than was sent")
	require.Empty(t, redeem(7, 1), "less than the chunk")
	require.Empty(t, redeem(7, 0))
	require.Empty(t, redeem(7, -1))
	require.Equal(t, []*port.Redeemed{{To: receiver, Range: messages.Range{Offset: 64_000, Length: 256_000}}},
		redeem(7, 256_000))
	require.Empty(t, redeem(7, 256_000), "it is repeated")

	d.grant(d.seeder, porttest.Addr(3), 9, 0, 1)
	d.drain()
	require.Empty(t, redeem(9, 64_000), "the stream is another receiver's")
}

func TestSilentReceiverCannotConfirmMuch(t *testing.T) {
	d := newDialogue(t)
	d.grant(d.seeder, stranger, 7, 0, 212)
	bytes, _ := d.drain()
	for _, claimed := range []int64{int64(bytes), 212 * 64_000} {
		d.Send(d.uplink, &port.Redeem{Seeder: d.seeder.PID, To: stranger, Stream: 7, Bytes: claimed})
	}
	require.Empty(t, porttest.All[*port.Redeemed](d.seeder.Took()))
}

func TestSentStreamsAreBounded(t *testing.T) {
	var s sentStreams
	for stream := range uint64(3 * maxSentStreams) {
		s.add(full(stranger, stream, 0), 64_000)
	}
	require.Len(t, s, maxSentStreams)
	_, known := s.redeem(0, 64_000)
	require.False(t, known, "the oldest is forgotten")
	_, known = s.redeem(3*maxSentStreams-1, 64_000)
	require.True(t, known)
}
