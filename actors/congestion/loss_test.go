package congestion

import (
	"math/bits"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestLateBlocksLeaveTheFlight checks that blocks which were taken for lost, were asked for again and then arrived
// after all are not in flight any more: the second answer is a duplicate, which nobody is told of.
func TestLateBlocksLeaveTheFlight(t *testing.T) {
	first := func(span *SentSpan) int { return int(span.Offset / 100) }
	f := &flight{}
	lost := f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(0))
	require.NotNil(t, f.takeOldest())
	again := ten(1)
	again.Offset, again.Length, again.Mask = 200, 800, 1<<8-1 // blocks 2 to 9
	f.send(SentSpan{Span: again, BlockSize: 100}, at(10))
	f.send(SentSpan{Span: ten(2), BlockSize: 100}, at(10))

	run := Arrival{Stream: 1, SpanID: lost.ID, FirstBlock: 0, Mask: 0b111, Bytes: 300} // blocks 0 to 2
	require.Nil(t, f.arrived(&run, at(20)))
	f.removeDuplicates(&run, first)
	require.Equal(t, 700+1000, f.bytes)
	run = Arrival{Stream: 1, SpanID: lost.ID, FirstBlock: 3, Mask: 1<<7 - 1, Bytes: 700} // blocks 3 to 9
	f.removeDuplicates(&run, first)
	require.Equal(t, 1000, f.bytes, "the other stream's")
	require.Len(t, f.spans, 1)
}

func TestLateAnswerShowsWhenItsSpanWasSent(t *testing.T) {
	f := &flight{}
	lost := f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(5))
	f.takeOldest()
	sent, ok := f.recentLost.arrived(lost.ID)
	require.True(t, ok)
	require.Equal(t, at(5), sent)
	_, ok = f.recentLost.arrived(lost.ID)
	require.False(t, ok, "once")
	for range 40 {
		lost = f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(6))
		f.takeOldest()
	}
	_, ok = f.recentLost.arrived(lost.ID - 32)
	require.False(t, ok, "long ago")
	_, ok = f.recentLost.arrived(lost.ID - 31)
	require.True(t, ok)
}

// TestOtherStreamsAreNotOvertaken checks that data of some streams does not make spans of others lost: the owner sends
// files at different rates.
func TestOtherStreamsAreNotOvertaken(t *testing.T) {
	f := &flight{}
	send := func(stream uint64) uint32 {
		return f.send(SentSpan{Span: messages.Span{Stream: stream, Length: 1000, Mask: 1}, BlockSize: 1000}, at(0)).ID
	}
	var ids []uint32
	for _, stream := range []uint64{1, 2, 1, 2, 1, 2} {
		ids = append(ids, send(stream))
	}
	second := func(stream uint64) bool { return stream == 2 }
	lost := f.takeOvertakenOf(ids[5], second)
	require.Len(t, lost, 1)
	require.Equal(t, ids[1], lost[0].ID)
	require.Equal(t, 5000, f.bytes)
	require.Empty(t, f.takeOvertakenOf(ids[3], second))
	require.NotNil(t, f.find(ids[0]))
	require.Equal(t, 1, bits.OnesCount64(f.find(ids[0]).Mask))
}
