package uplink

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

func to(n uint16) netip.AddrPort { return netip.AddrPortFrom(netip.MustParseAddr("10.0.0.1"), n) }

func waiting(receiver uint16, bytes int) entry {
	return entry{answer: port.Answer{To: to(receiver)}, bytes: bytes}
}

func TestReceiversAreServedInTurn(t *testing.T) {
	q := newQueues(10, 1<<30)
	for range 8 {
		require.True(t, q.push(waiting(1, maxTurnBytes)))
	}
	require.True(t, q.push(waiting(2, maxTurnBytes)))
	require.True(t, q.push(waiting(2, maxTurnBytes)))
	var order []uint16
	for e, ok := q.pop(unlimited); ok; e, ok = q.pop(unlimited) {
		order = append(order, e.answer.To.Port())
	}
	require.Equal(t, []uint16{1, 2, 1, 2, 1, 1, 1, 1, 1, 1}, order)
	require.Zero(t, q.bytes)
	require.Empty(t, q.byReceiver)
}

func TestSmallAnswersGetAnEqualShare(t *testing.T) {
	q := newQueues(10, 1<<30)
	for range 400 {
		q.push(waiting(1, maxTurnBytes/10))
		q.push(waiting(2, maxTurnBytes))
	}
	sent := map[uint16]int{}
	for range 400 {
		e, ok := q.pop(unlimited)
		require.True(t, ok)
		sent[e.answer.To.Port()] += e.bytes
	}
	require.InDelta(t, 1, float64(sent[1])/float64(sent[2]), 0.1)
}

func TestQueuesAreBounded(t *testing.T) {
	q := newQueues(2, 100)
	require.True(t, q.push(waiting(1, 60)))
	require.False(t, q.push(waiting(1, 60)), "one receiver's bytes")
	require.True(t, q.push(waiting(2, 60)))
	require.False(t, q.push(waiting(3, 1)), "the number of receivers")
}

// A receiver whose request timed out asks again for blocks that are still queued. They must be sent once.
func TestRepeatedBlocksReplaceQueuedOnes(t *testing.T) {
	span := func(stream uint64, first, blocks int) entry {
		e := entry{answer: port.Answer{To: to(1), BlockSize: 100, Span: messages.Span{Stream: stream,
			Offset: int64(first) * 100, Length: uint32(blocks) * 100, Mask: 1<<blocks - 1}}}
		e.bytes = e.answer.Bytes()
		return e
	}
	q := newQueues(10, 1<<30)
	q.push(span(1, 10, 10)) // 10 to 19
	q.push(span(2, 10, 10))
	q.push(span(1, 15, 10)) // 15 to 24
	require.Equal(t, 2500, q.bytes)
	q.push(span(1, 8, 4)) // 8 to 11
	require.Equal(t, 2700, q.bytes)
	q.push(span(1, 5, 20)) // all of it
	require.Equal(t, 3000, q.bytes)
	var left []uint64
	for e, ok := q.pop(unlimited); ok; e, ok = q.pop(unlimited) {
		left = append(left, e.answer.Span.Stream)
	}
	require.Equal(t, []uint64{2, 1}, left)
	require.Zero(t, q.bytes)
	require.Empty(t, q.byReceiver)
}

func TestEdgeBytesAndTurnsFollowTheRate(t *testing.T) {
	begin := time.Unix(1000, 0)
	p := &meter{}
	require.Equal(t, firstEdgeBytes, p.edgeBytes())
	require.Equal(t, maxTurnBytes, p.turnBytes())
	p.begin(begin)
	p.add(5_000, begin.Add(100*time.Millisecond))
	require.InDelta(t, 50_000, p.rate, 1)
	require.Equal(t, minEdgeBytes, p.edgeBytes())
	require.Equal(t, minTurnBytes, p.turnBytes())
	p.begin(begin.Add(time.Hour)) // idle time in between does not count
	p.add(5_000, begin.Add(time.Hour+100*time.Millisecond))
	require.InDelta(t, 50_000, p.rate, 1)
	fast := &meter{}
	fast.begin(begin)
	fast.add(1e9, begin.Add(time.Second))
	require.Equal(t, maxEdgeBytes, fast.edgeBytes())
	require.Equal(t, maxTurnBytes, fast.turnBytes())
}
