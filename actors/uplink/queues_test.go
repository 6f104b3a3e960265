package uplink

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
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
	for e, ok := q.pop(); ok; e, ok = q.pop() {
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
		e, ok := q.pop()
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
