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
		require.True(t, q.push(waiting(1, quantumBytes)))
	}
	require.True(t, q.push(waiting(2, quantumBytes)))
	require.True(t, q.push(waiting(2, quantumBytes)))
	var order []uint16
	for e, ok := q.pop(everything); ok; e, ok = q.pop(everything) {
		order = append(order, e.answer.To.Port())
	}
	require.Equal(t, []uint16{1, 2, 1, 2, 1, 1, 1, 1, 1, 1}, order)
	require.Zero(t, q.bytes)
	require.Empty(t, q.byReceiver)
}

func TestSmallAnswersDoNotLoseTheirShare(t *testing.T) {
	q := newQueues(10, 1<<30)
	for range 400 {
		q.push(waiting(1, quantumBytes/10))
		q.push(waiting(2, quantumBytes))
	}
	sent := map[uint16]int{}
	for range 400 {
		e, ok := q.pop(everything)
		require.True(t, ok)
		sent[e.answer.To.Port()] += e.bytes
	}
	require.InDelta(t, 1, float64(sent[1])/float64(sent[2]), 0.1)
}

func TestLimitsOfTheQueues(t *testing.T) {
	q := newQueues(2, 100)
	require.True(t, q.push(waiting(1, 60)))
	require.False(t, q.push(waiting(1, 60)), "one receiver's bytes")
	require.True(t, q.push(waiting(2, 60)))
	require.False(t, q.push(waiting(3, 1)), "the number of receivers")
}

// TestWhatIsAskedForAgainIsSentOnce: a receiver that has lost patience asks again for blocks that still wait here.
func TestWhatIsAskedForAgainIsSentOnce(t *testing.T) {
	span := func(stream uint64, first, blocks int) entry {
		e := entry{answer: port.Answer{To: to(1), BlockSize: 100, Span: messages.Span{Stream: stream, Offset: int64(first) * 100,
			Length: uint32(blocks) * 100, Mask: 1<<blocks - 1}}}
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
	for e, ok := q.pop(everything); ok; e, ok = q.pop(everything) {
		left = append(left, e.answer.Span.Stream)
	}
	require.Equal(t, []uint64{2, 1}, left)
	require.Zero(t, q.bytes)
	require.Empty(t, q.byReceiver)
}

func TestTheEdgeHoldsLittleOfASlowUplink(t *testing.T) {
	begin := time.Unix(1000, 0)
	p := &pace{}
	require.Equal(t, firstDepthBytes, p.depth())
	require.Equal(t, quantumBytes, p.turn())
	p.begin(begin)
	p.left(5_000, begin.Add(100*time.Millisecond))
	require.InDelta(t, 50_000, p.rate, 1)
	require.Equal(t, leastDepthBytes, p.depth())
	require.Equal(t, leastTurnBytes, p.turn())
	p.begin(begin.Add(time.Hour)) // it was idle in between: that says nothing of its rate
	p.left(5_000, begin.Add(time.Hour+100*time.Millisecond))
	require.InDelta(t, 50_000, p.rate, 1)
	fast := &pace{}
	fast.begin(begin)
	fast.left(1e9, begin.Add(time.Second))
	require.Equal(t, mostDepthBytes, fast.depth())
	require.Equal(t, quantumBytes, fast.turn())
}
