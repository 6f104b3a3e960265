package seeder

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// dealer returns a dialogue with a seeder that may deal a whole file of 20 pieces.
func dealer(t *testing.T, spec port.SeederSpec) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.WholeFile(1, 20)}
	d.uplink = d.Probe("uplink")
	spec.File, spec.Uplink = d.file, d.uplink.PID
	d.begin(spec)
	return d
}

var second = porttest.Addr(8)

// take requests a piece on a stream, and has the uplink admit it.
func (d *dialogue) take(who netip.AddrPort, stream uint64, piece int) {
	d.Send(d.seeder, &port.Inbound{From: who, Packet: d.request(stream, int64(piece)*1000, 2)})
	grant := porttest.Only[*port.Grant](d.t, d.uplink.Took())
	if grant.Tell {
		d.Send(d.seeder, &port.Admitted{Answers: grant.Answers})
	}
}

func TestDealShowsEachPieceUntilItWasSent(t *testing.T) {
	d := dealer(t, port.SeederSpec{Deals: true})
	d.take(asker, 7, 0)
	d.ask(asker)
	require.Equal(t, map[netip.AddrPort][][]byte{asker: {nil}}, d.told(), "a single node is shown every piece")

	d.ask(second)
	told := d.told()
	require.Equal(t, [][]byte{{0x7F, 0xFF, 0xF0}, {0x7F, 0xFF, 0xF0}}, told[second],
		"piece 0 was sent, so it is hidden")
	require.Equal(t, [][]byte{{0x7F, 0xFF, 0xF0}}, told[asker])
	d.Clock.Advance(maxAnnounceGap)
	d.Send(d.seeder, &port.Inbound{From: second, Packet: d.request(8, 2000, 2)})
	porttest.Only[*port.Grant](t, d.uplink.Took())
	require.Empty(t, d.told(), "a piece whose request the uplink refused stays shown")
	d.take(second, 8, 1)
	require.Equal(t, [][]byte{{0x3F, 0xFF, 0xF0}}, d.told()[asker])
	d.take(second, 8, 0)
	require.Empty(t, porttest.All[*messages.Refusal](d.Network.Took()), "a hidden piece is granted too")

	for piece := range 20 {
		d.Clock.Advance(minAnnounceGap)
		d.take(second, 9, piece)
	}
	d.Clock.Advance(maxAnnounceGap)
	last := d.told()[asker]
	require.Nil(t, last[len(last)-1], "every piece was sent once")
	d.Send(d.seeder, &port.Inbound{From: second, Packet: d.request(9, 0, 2)})
	require.False(t, porttest.Only[*port.Grant](t, d.uplink.Took()).Tell, "the deal is over")
}

func TestDealTimesOut(t *testing.T) {
	d := dealer(t, port.SeederSpec{Deals: true})
	d.ask(asker)
	d.ask(second)
	d.take(second, 8, 0)
	d.Clock.Advance(dealTimeout - time.Millisecond)
	d.take(second, 8, 0)
	d.told()
	d.Clock.Advance(dealTimeout - time.Millisecond)
	require.Empty(t, d.told(), "the deal goes on while pieces are taken")
	d.Clock.Advance(time.Millisecond)
	require.Equal(t, map[netip.AddrPort][][]byte{asker: {nil}, second: {nil}}, d.told())
}

func TestSeederThatDoesNotDeal(t *testing.T) {
	for name, d := range map[string]*dialogue{
		"gathered from others": dealer(t, port.SeederSpec{Deals: true, Gathered: true}), "by the settings": dealer(t,
			port.SeederSpec{}),
	} {
		d.take(asker, 7, 0)
		d.ask(asker)
		d.ask(second)
		require.Equal(t, map[netip.AddrPort][][]byte{asker: {nil}, second: {nil}}, d.told(), name)
	}
}
