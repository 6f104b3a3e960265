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

// doorway is slots with a clock of its own; busy names receivers for whom something waits.
type doorway struct {
	slots
	now  time.Time
	busy map[netip.AddrPort]bool
}

// asks has a receiver ask for one piece of 1,000 bytes on a stream; each receiver has its own.
func (d *doorway) asks(receiver int, stream uint64) bool {
	stream += uint64(receiver) << 32
	grant := &port.Grant{Piece: 1000, Answers: []port.Answer{{To: porttest.Addr(receiver), BlockSize: 1000,
		Span: messages.Span{Stream: stream, Length: 1000, Mask: 1}}}}
	return d.admit(grant, leastSlots, func(to netip.AddrPort) bool { return d.busy[to] }, d.now)
}

// invites gives the receivers that are told of a place.
func (d *doorway) invites() []int {
	var invited []int
	for {
		next, ok := d.next(leastSlots, func(to netip.AddrPort) bool { return d.busy[to] }, d.now)
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

func TestSoManyReceiversAreServedAtATime(t *testing.T) {
	d := newDoorway()
	for receiver := range leastSlots {
		require.True(t, d.asks(1+receiver, 1))
	}
	require.False(t, d.asks(9, 1))
	require.True(t, d.asks(1, 1), "who is served goes on")
	d.busy[porttest.Addr(2)] = true
	d.now = d.now.Add(slotKept)
	require.True(t, d.asks(9, 2), "who wants nothing makes room")
	require.False(t, d.asks(12, 1), "somebody for whom something waits does not")
}

func TestAReceiverLetsOthersComeIn(t *testing.T) {
	d := newDoorway()
	for stream := range uint64(10) {
		require.True(t, d.asks(1, stream), "while nobody else wants anything")
	}
	for receiver := range leastSlots - 1 {
		require.True(t, d.asks(2+receiver, 1))
	}
	require.True(t, d.asks(1, 20), "while there is room for others")
	require.False(t, d.asks(9, 1))
	require.True(t, d.asks(1, 20), "what began is served to its end")
	require.False(t, d.asks(1, 21), "but nothing new is begun")
	require.Equal(t, []int{9}, d.invites(), "whose turn it is, is told, and the place is kept")
	require.False(t, d.asks(9, 1), "but not for what was turned away: nobody waits for it any more")
	require.True(t, d.asks(9, 2))
	require.Empty(t, d.invites())
	d.now = d.now.Add(waitsFor)
	require.True(t, d.asks(2, 2))
	require.True(t, d.asks(2, 3))
	require.True(t, d.asks(2, 4), "nobody waits any more")
}

func TestAFastUplinkServesMore(t *testing.T) {
	require.Equal(t, leastSlots, slotsAt(0, 1000))
	require.Equal(t, leastSlots, slotsAt(1000, 1000))
	require.Equal(t, 100, slotsAt(100_000, 1000))
}

func TestThoseWhoWaitAreToldInTurn(t *testing.T) {
	d := newDoorway()
	require.True(t, d.asks(1, 1))
	require.True(t, d.asks(2, 1))
	for receiver := 3; receiver <= 6; receiver++ {
		require.False(t, d.asks(receiver, 1))
	}
	require.False(t, d.asks(3, 2), "to ask again does not change the order")
	require.Empty(t, d.invites())
	d.now = d.now.Add(slotKept)
	require.Equal(t, []int{3, 4}, d.invites())
	require.True(t, d.asks(7, 1), "who does not come keeps nobody out")
	require.True(t, d.asks(4, 2), "but who was told comes in")
	require.False(t, d.asks(8, 1))
	d.waiting = d.waiting[:2]
	d.now = d.now.Add(slotKept)
	require.Equal(t, []int{5, 6}, d.invites(), "nobody comes")
	d.now = d.now.Add(waitsFor)
	require.Empty(t, d.invites(), "who does not ask again does not wait any more")
	require.Empty(t, d.waiting)
}

func TestNotAllWhoWaitAreKnown(t *testing.T) {
	d := newDoorway()
	for receiver := range 3 * maxWaiting {
		d.asks(1+receiver, 1)
	}
	require.Len(t, d.waiting, maxWaiting)
	require.Len(t, d.refused, maxRefused)
}

func TestWhoIsFarBehindGoesFirst(t *testing.T) {
	for _, row := range []struct {
		have  []messages.Part
		first int
	}{
		{[]messages.Part{10}, 0},
		{[]messages.Part{100, 100 - farBehind + 1, 255}, 0},
		{[]messages.Part{100, 100 - farBehind, 99 - farBehind}, 1},
		{[]messages.Part{255, 200, 0}, 2},
	} {
		var s slots
		for i, have := range row.have {
			s.wait(&port.Grant{Have: have, Answers: []port.Answer{{To: porttest.Addr(1 + i)}}}, time.Unix(1000, 0))
		}
		require.Equal(t, row.first, s.first(), row)
	}
}
