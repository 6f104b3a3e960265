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

// asks has a receiver ask for one piece of 1,000 bytes on a stream.
func (d *doorway) asks(receiver int, stream uint64) bool {
	grant := &port.Grant{Piece: 1000, Answers: []port.Answer{{To: porttest.Addr(receiver), BlockSize: 1000,
		Span: messages.Span{Stream: stream, Length: 1000, Mask: 1}}}}
	return d.admit(grant, leastSlots, func(to netip.AddrPort) bool { return d.busy[to] }, d.now)
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
	require.True(t, d.asks(9, 1), "who wants nothing makes room")
	require.True(t, d.asks(10, 1))
	require.True(t, d.asks(11, 1))
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
	require.True(t, d.asks(9, 1))
	d.now = d.now.Add(wantedFor)
	require.True(t, d.asks(2, 2))
	require.True(t, d.asks(2, 3))
	require.True(t, d.asks(2, 4), "nobody waits any more")
}

func TestAFastUplinkServesMore(t *testing.T) {
	require.Equal(t, leastSlots, (&pace{}).slots(1000))
	require.Equal(t, leastSlots, (&pace{rate: 1000}).slots(1000))
	require.Equal(t, 100, (&pace{rate: 100_000}).slots(1000))
}
