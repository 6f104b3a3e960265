package congestion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

var begin = time.Unix(1000, 0)

func at(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }

// ten returns a span of ten blocks of 100 bytes for a stream.
func ten(stream uint64) messages.Span {
	return messages.Span{Stream: stream, Length: 1000, Mask: 1<<10 - 1}
}

func TestFlightIsEmptyAfterTheLastBlock(t *testing.T) {
	f := &flight{}
	span := f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(0))
	require.Equal(t, 1000, f.bytes)
	require.NotNil(t, f.arrived(&Arrival{Stream: 1, SpanID: span.ID, Mask: 0b11, Bytes: 200}, at(1)))
	require.Equal(t, 800, f.bytes)
	require.NotNil(t, f.arrived(&Arrival{Stream: 1, SpanID: span.ID, Mask: 1<<10 - 4, Bytes: 800}, at(2)))
	require.True(t, f.empty())
	require.Empty(t, f.spans)
	require.EqualValues(t, 1000, f.delivered)
	require.Nil(t, f.arrived(&Arrival{Stream: 1, SpanID: span.ID, Mask: 1, Bytes: 100}, at(3)), "late")
}

func TestOvertakenSpansAreLost(t *testing.T) {
	f := &flight{}
	var ids []uint32
	for range 5 {
		ids = append(ids, f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(0)).ID)
	}
	f.arrived(&Arrival{Stream: 1, SpanID: ids[0], Mask: 1<<9 - 1, Bytes: 900}, at(1)) // its last block is missing
	require.Empty(t, f.takeOvertaken(ids[0]))
	require.Empty(t, f.takeOvertaken(ids[2]))
	lost := f.takeOvertaken(ids[3])
	require.Len(t, lost, 1)
	require.EqualValues(t, 1<<9, lost[0].Mask)
	require.Equal(t, 4000, f.bytes)
	require.Len(t, f.takeOvertaken(ids[4]), 1)
}

func TestRemoveStreamKeepsTheOthers(t *testing.T) {
	f := &flight{}
	f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(0))
	kept := f.send(SentSpan{Span: ten(2), BlockSize: 100}, at(0))
	f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(0))
	f.removeStream(1)
	require.Equal(t, 1000, f.bytes)
	require.Equal(t, kept.ID, f.find(kept.ID).ID)
	require.Nil(t, f.arrived(&Arrival{Stream: 9, SpanID: kept.ID, Mask: 1, Bytes: 100}, at(1)),
		"another stream's data under this ID")
	require.NotNil(t, f.takeOldest())
	require.Nil(t, f.takeOldest())
	require.True(t, f.empty())
}

func TestWrappedIDIsFound(t *testing.T) {
	f := &flight{nextID: 1<<32 - 2}
	var ids []uint32
	for range 6 {
		ids = append(ids, f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(0)).ID)
	}
	require.EqualValues(t, 3, ids[5])
	require.NotNil(t, f.find(ids[5]))
	require.Len(t, f.takeOvertaken(ids[5]), 3)
}

func TestProbeTimeoutDoubles(t *testing.T) {
	f := &flight{}
	f.send(SentSpan{Span: ten(1), BlockSize: 100}, at(0))
	require.Equal(t, at(50), f.probeTimeoutAt(50*time.Millisecond))
	f.probes = 2
	require.Equal(t, at(200), f.probeTimeoutAt(50*time.Millisecond))
	f.probes = 60
	require.Equal(t, at(0).Add(800*time.Millisecond), f.probeTimeoutAt(50*time.Millisecond))
}
