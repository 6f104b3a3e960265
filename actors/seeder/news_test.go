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

// told gives the bits that each address was told since the last call; nil for "whole".
func (d *dialogue) told() map[netip.AddrPort][][]byte {
	told := map[netip.AddrPort][][]byte{}
	for _, sent := range d.Network.TookSent() {
		if a, is := sent.Packet.(*messages.Availability); is {
			told[sent.To] = append(told[sent.To], a.Bits)
		}
	}
	return told
}

func (d *dialogue) ask(asker netip.AddrPort) {
	d.Send(d.seeder, &port.Inbound{From: asker, Packet: &messages.Query{InfoHash: d.file.Hash()}})
}

func TestWhoAskedIsToldWhatIsNew(t *testing.T) {
	d := newDialogue(t)
	d.file.Add(10)
	d.Send(d.seeder, &port.Gained{})
	require.Empty(t, d.told(), "nobody asked")

	d.ask(asker)
	d.told()
	d.file.Add(11)
	d.Send(d.seeder, &port.Gained{})
	require.Equal(t, map[netip.AddrPort][][]byte{asker: {{0xFF, 0xF0, 0}}}, d.told(), "at once")

	for _, piece := range []int{12, 13, 14} {
		d.file.Add(piece)
		d.Send(d.seeder, &port.Gained{})
	}
	require.Empty(t, d.told(), "then no more often than newsSeldom: they came slowly before")
	d.Clock.Advance(newsSeldom)
	require.Equal(t, map[netip.AddrPort][][]byte{asker: {{0xFF, 0xFE, 0}}}, d.told())

	d.Clock.Advance(followFor)
	d.file.Add(15)
	d.Send(d.seeder, &port.Gained{})
	require.Empty(t, d.told(), "who does not ask again is told no more")
}

func TestTheNumberOfFollowersIsBounded(t *testing.T) {
	d := newDialogue(t)
	for i := range maxFollowers + 5 {
		d.ask(porttest.Addr(20 + i))
	}
	d.told()
	d.file.Add(10)
	d.Send(d.seeder, &port.Gained{})
	require.Len(t, d.told(), maxFollowers)
}

func TestNewsOfALargeFileNameWhatChanged(t *testing.T) {
	file := messages.File{Length: 40_000_000, PieceLength: 1000}
	n := news{told: messages.NewBitfield(40_000)}
	shown := n.told.Clone()
	require.Empty(t, n.pages(file, shown))
	shown.Set(20_003)
	pages := n.pages(file, shown)
	require.Len(t, pages, 1)
	require.EqualValues(t, 20_000, pages[0].First)
	require.Equal(t, []byte{0x10}, pages[0].Bits)
	shown.Set(0)
	require.Len(t, n.pages(file, shown), 3)
	shown.Set(39_999)
	require.Len(t, n.pages(file, shown), maxNewsPages)
	require.True(t, n.pages(file, messages.FullBitfield(40_000))[0].Whole)
}

// dealer is a seeder of a whole file of 20 pieces.
func dealer(t *testing.T, spec port.SeederSpec) *dialogue {
	d := &dialogue{Harness: porttest.New(t), t: t, file: porttest.WholeFile(1, 20)}
	d.uplink = d.Probe("uplink")
	spec.File, spec.Uplink = d.file, d.uplink.PID
	d.begin(spec)
	return d
}

var second = porttest.Addr(8)

// take has somebody ask for a piece on a stream, and the uplink take it in.
func (d *dialogue) take(who netip.AddrPort, stream uint64, piece int) {
	d.Send(d.seeder, &port.Inbound{From: who, Packet: d.request(stream, int64(piece)*1000, 10)})
	grant := porttest.Only[*port.Grant](d.t, d.uplink.Took())
	if grant.Tell {
		d.Send(d.seeder, &port.Admitted{Answers: grant.Answers})
	}
}

func TestAWholeOwnerShowsEachPieceUntilItWasSentOnce(t *testing.T) {
	d := dealer(t, port.SeederSpec{})
	d.take(asker, 7, 0)
	d.ask(asker)
	require.Equal(t, map[netip.AddrPort][][]byte{asker: {nil}}, d.told(), "to one alone everything")

	d.ask(second)
	told := d.told()
	require.Equal(t, [][]byte{{0x7F, 0xFF, 0xF0}, {0x7F, 0xFF, 0xF0}}, told[second], "piece 0 was sent")
	require.Equal(t, [][]byte{{0x7F, 0xFF, 0xF0}}, told[asker])
	d.Clock.Advance(newsSeldom)
	d.Send(d.seeder, &port.Inbound{From: second, Packet: d.request(8, 2000, 10)})
	porttest.Only[*port.Grant](t, d.uplink.Took())
	require.Empty(t, d.told(), "what the uplink turns away is for others to take")
	d.take(second, 8, 1)
	require.Equal(t, [][]byte{{0x3F, 0xFF, 0xF0}}, d.told()[asker])
	d.take(second, 8, 0)
	require.Empty(t, porttest.All[*messages.Refusal](d.Network.Took()), "what is asked for is given")

	for piece := range 20 {
		d.Clock.Advance(newsEvery)
		d.take(second, 9, piece)
	}
	d.Clock.Advance(newsSeldom)
	last := d.told()[asker]
	require.Nil(t, last[len(last)-1], "everything was sent once")
	d.Send(d.seeder, &port.Inbound{From: second, Packet: d.request(9, 0, 10)})
	require.False(t, porttest.Only[*port.Grant](t, d.uplink.Took()).Tell, "nothing depends on it any more")
}

func TestADealEndsWhenNobodyTakesAnything(t *testing.T) {
	d := dealer(t, port.SeederSpec{})
	d.ask(asker)
	d.ask(second)
	d.take(second, 8, 0)
	d.Clock.Advance(dealQuiet - time.Millisecond)
	d.take(second, 8, 0)
	d.told()
	d.Clock.Advance(dealQuiet - time.Millisecond)
	require.Empty(t, d.told(), "while somebody takes anything, it goes on")
	d.Clock.Advance(time.Millisecond)
	require.Equal(t, map[netip.AddrPort][][]byte{asker: {nil}, second: {nil}}, d.told())
}

func TestWhatWasGatheredIsNotDealt(t *testing.T) {
	for name, d := range map[string]*dialogue{"gathered": dealer(t, port.SeederSpec{Gathered: true}), "equal": dealer(t, port.SeederSpec{})} {
		if name == "equal" {
			d.Node.Settings.ChunkSplit = messages.SplitEqual
		}
		d.take(asker, 7, 0)
		d.ask(asker)
		d.ask(second)
		require.Equal(t, map[netip.AddrPort][][]byte{asker: {nil}, second: {nil}}, d.told(), name)
	}
}

func TestWhoFollowsIsToldOfTheEnd(t *testing.T) {
	d := newDialogue(t)
	d.ask(asker)
	d.Network.Took()
	d.Stop(d.seeder)
	sent := d.Network.TookSent()
	require.Len(t, sent, 1)
	require.Equal(t, asker, sent[0].To)
	require.Equal(t, &messages.Refusal{InfoHash: d.file.Hash(), Reason: messages.RefusalNotServed}, sent[0].Packet)
}

func TestNewsAreAboutSeveralPiecesWhereTheyComeFast(t *testing.T) {
	now := time.Unix(1000, 0)
	for _, row := range []struct {
		passed            time.Duration
		gained, followers int
		every             time.Duration
	}{
		{time.Hour, 1, 32, newsSeldom},
		{time.Hour, 1, 12, 160 * time.Millisecond},
		{time.Hour, 1, 4, newsEvery},
		{20 * time.Millisecond, 1, 8, 80 * time.Millisecond},
		{100 * time.Millisecond, 32, 20, 50 * time.Millisecond},
		{time.Millisecond, 1, 20, newsEvery},
		{time.Second, 0, 100, newsSeldom},
	} {
		n := news{at: now.Add(-row.passed), gained: row.gained, followers: make([]follower, row.followers)}
		n.pace(now)
		require.Equal(t, row.every, n.every, row)
		require.Zero(t, n.gained)
	}
}

func TestFollowersAreInvitedInTurn(t *testing.T) {
	d := newDialogue(t)
	d.Send(d.seeder, &port.UplinkIdle{})
	require.Empty(t, d.Network.TookSent(), "nobody follows")
	followers := []netip.AddrPort{porttest.Addr(20), porttest.Addr(21), porttest.Addr(22)}
	for _, f := range followers {
		d.ask(f)
	}
	d.Network.Took()
	invited := map[netip.AddrPort]int{}
	for range 6 {
		d.Send(d.seeder, &port.UplinkIdle{})
		for _, sent := range d.Network.TookSent() {
			require.Equal(t, &messages.Unchoke{InfoHash: d.file.Hash()}, sent.Packet)
			invited[sent.To]++
		}
	}
	require.Equal(t, map[netip.AddrPort]int{followers[0]: 2, followers[1]: 2, followers[2]: 2}, invited)
	d.Clock.Advance(followFor)
	d.Send(d.seeder, &port.UplinkIdle{})
	require.Empty(t, d.Network.TookSent(), "who does not ask again is not told")
}
