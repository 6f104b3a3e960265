package uplink

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// doorway is slots with a clock of its own. busy has the receivers that have something queued.
type doorway struct {
	slots
	now     time.Time
	busy    map[netip.AddrPort]bool
	streams uint64
}

// answerOf returns an answer with one block.
func answerOf(to netip.AddrPort, stream uint64, bytes int) port.Answer {
	return port.Answer{To: to, BlockSize: bytes, Span: messages.Span{Stream: stream, Length: uint32(bytes), Mask: 1}}
}

// asks lets a receiver request one piece of 1,000 bytes. Streams of different receivers differ.
func (d *doorway) asks(receiver int, stream uint64) bool {
	stream += uint64(receiver) << 32
	grant := &port.Grant{Piece: 1000, Answers: []port.Answer{{To: porttest.Addr(receiver), BlockSize: 1000,
		Span: messages.Span{Stream: stream, Length: 1000, Mask: 1}}}}
	return d.admit(grant, minSlots, func(to netip.AddrPort) bool { return d.busy[to] }, d.now)
}

// invites returns the receivers that are unchoked.
func (d *doorway) invites() []int {
	var invited []int
	for {
		next, ok := d.offer(minSlots, func(to netip.AddrPort) bool { return d.busy[to] }, d.now)
		if !ok {
			return invited
		}
		for receiver := range 256 {
			if porttest.Addr(receiver) == next.to {
				invited = append(invited, receiver)
			}
		}
	}
}

func newDoorway() *doorway {
	return &doorway{now: time.Unix(1000, 0), busy: map[netip.AddrPort]bool{}}
}

func TestReceiversBeyondTheSlotsAreRefused(t *testing.T) {
	d := newDoorway()
	for receiver := range minSlots {
		require.True(t, d.asks(1+receiver, 1))
	}
	require.False(t, d.asks(9, 1))
	require.True(t, d.asks(1, 1), "a receiver that has a slot is served")
	d.busy[porttest.Addr(2)] = true
	d.now = d.now.Add(slotKeepTime)
	require.True(t, d.asks(9, 2), "a receiver that requests nothing loses its slot")
	require.False(t, d.asks(12, 1), "a receiver that has something queued keeps its slot")
}

func TestReceiverYieldsItsSlotToWaiters(t *testing.T) {
	d := newDoorway()
	for stream := range uint64(10) {
		require.True(t, d.asks(1, stream), "nobody waits")
	}
	for receiver := range minSlots - 1 {
		require.True(t, d.asks(2+receiver, 1))
	}
	require.True(t, d.asks(1, 20), "nobody waits yet")
	require.False(t, d.asks(9, 1))
	require.True(t, d.asks(1, 20), "a stream that began is served to its end")
	require.False(t, d.asks(1, 21), "no new stream begins while others wait")
	require.Equal(t, []int{9}, d.invites(), "the waiter is unchoked, and the slot is kept for it")
	require.False(t, d.asks(9, 1), "the stream that was refused stays refused")
	require.True(t, d.asks(9, 2))
	require.Empty(t, d.invites())
	d.now = d.now.Add(waiterTime)
	require.True(t, d.asks(2, 2))
	require.True(t, d.asks(2, 3))
	require.True(t, d.asks(2, 4), "the waiter is forgotten")
}

func TestSlotsGrowWithTheRate(t *testing.T) {
	require.Equal(t, minSlots, slotsAt(0, 1000))
	require.Equal(t, minSlots, slotsAt(1000, 1000))
	require.Equal(t, 100, slotsAt(100_000, 1000))
}

func TestWaitersAreUnchokedInTurn(t *testing.T) {
	d := newDoorway()
	require.True(t, d.asks(1, 1))
	require.True(t, d.asks(2, 1))
	for receiver := 3; receiver <= 6; receiver++ {
		require.False(t, d.asks(receiver, 1))
	}
	require.False(t, d.asks(3, 2), "a second request does not change the order")
	require.Empty(t, d.invites())
	d.now = d.now.Add(slotKeepTime)
	require.Equal(t, []int{3, 4}, d.invites())
	require.True(t, d.asks(7, 1), "an offered slot that is not used keeps nobody out")
	require.True(t, d.asks(4, 2), "a receiver that was unchoked is served")
	require.False(t, d.asks(8, 1))
	d.waiting = d.waiting[:2]
	d.now = d.now.Add(slotKeepTime)
	require.Equal(t, []int{5, 6}, d.invites(), "the offers were not used")
	d.now = d.now.Add(waiterTime)
	require.Empty(t, d.invites(), "a receiver that does not ask again is forgotten")
	require.Empty(t, d.waiting)
}

func TestWaitersAndRefusedStreamsAreBounded(t *testing.T) {
	d := newDoorway()
	for receiver := range 3 * maxWaiters {
		d.asks(1+receiver, 1)
	}
	require.Len(t, d.waiting, maxWaiters)
	require.Len(t, d.refused, maxRefusedStreams)
}

func TestReceiverFarBehindGoesFirst(t *testing.T) {
	for _, row := range []struct {
		have  []messages.Part
		first int
	}{
		{[]messages.Part{10}, 0},
		{[]messages.Part{100, 100 - partsBehind + 1, 255}, 0},
		{[]messages.Part{100, 100 - partsBehind, 99 - partsBehind}, 1},
		{[]messages.Part{255, 200, 0}, 2},
	} {
		var s slots
		for i, have := range row.have {
			s.wait(&port.Grant{Have: have, Answers: []port.Answer{{To: porttest.Addr(1 + i)}}}, time.Unix(1000, 0))
		}
		require.Equal(t, row.first, s.first(time.Unix(1000, 0)), row)
	}
}
