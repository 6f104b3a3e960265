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

// told returns the bits of each Availability by receiver since the last call; nil bits mean the whole file.
func (d *dialogue) told() map[netip.AddrPort][][]byte {
	told := map[netip.AddrPort][][]byte{}
	for _, sent := range d.Network.TookSent() {
		if a, is := sent.Packet.(*messages.Availability); is {
			require.Equal(d.t, nonceOf(sent.To), a.Nonce, "the receiver believes no other")
			told[sent.To] = append(told[sent.To], a.Bits)
		}
	}
	return told
}

func (d *dialogue) ask(asker netip.AddrPort) {
	d.Send(d.seeder, &port.Inbound{From: asker, Packet: &messages.Query{InfoHash: d.file.Hash(),
		Nonce: nonceOf(asker)}})
}

// nonceOf returns the nonce of a node's queries.
func nonceOf(asker netip.AddrPort) uint64 { return 1<<63 + uint64(asker.Addr().As4()[3]) }

func TestFollowersAreToldOfNewPieces(t *testing.T) {
	d := newDialogue(t)
	d.file.Add(10)
	d.Send(d.seeder, &port.Gained{})
	require.Empty(t, d.told(), "there is no follower")

	d.ask(asker)
	d.told()
	d.file.Add(11)
	d.Send(d.seeder, &port.Gained{})
	require.Equal(t, map[netip.AddrPort][][]byte{asker: {{0xFF, 0xF0, 0}}}, d.told(),
		"the first announcement is sent at once")

	for _, piece := range []int{12, 13, 14} {
		d.file.Add(piece)
		d.Send(d.seeder, &port.Gained{})
	}
	require.Empty(t, d.told(), "the next one waits for maxAnnounceGap, because pieces arrived slowly before")
	d.Clock.Advance(maxAnnounceGap)
	require.Equal(t, map[netip.AddrPort][][]byte{asker: {{0xFF, 0xFE, 0}}}, d.told())

	d.Clock.Advance(followTime)
	d.file.Add(15)
	d.Send(d.seeder, &port.Gained{})
	require.Empty(t, d.told(), "the follower did not query again")
}

func TestNumberOfFollowersIsBounded(t *testing.T) {
	d := newDialogue(t)
	for i := range maxFollowers + 5 {
		d.ask(porttest.Addr(20 + i))
	}
	d.told()
	d.file.Add(10)
	d.Send(d.seeder, &port.Gained{})
	require.Len(t, d.told(), maxFollowers)
}

func TestAnnouncementOfALargeFileNamesChanges(t *testing.T) {
	file := messages.File{Length: 40_000_000, PieceLength: 1000}
	n := followers{told: messages.NewBitfield(40_000)}
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
	require.Len(t, n.pages(file, shown), maxPages)
	require.True(t, n.pages(file, messages.FullBitfield(40_000))[0].Whole)
}

func TestFollowersAreToldWhenSharingStops(t *testing.T) {
	d := newDialogue(t)
	d.ask(asker)
	d.Network.Took()
	d.Stop(d.seeder)
	sent := d.Network.TookSent()
	require.Len(t, sent, 1)
	require.Equal(t, asker, sent[0].To)
	require.Equal(t, &messages.Refusal{InfoHash: d.file.Hash(), Nonce: nonceOf(asker),
		Reason: messages.RefusalNotServed}, sent[0].Packet)
}

func TestGapBetweenAnnouncements(t *testing.T) {
	now := time.Unix(1000, 0)
	for _, row := range []struct {
		passed            time.Duration
		gained, followers int
		gap               time.Duration
	}{
		{time.Hour, 1, 32, maxAnnounceGap},
		{time.Hour, 1, 12, 160 * time.Millisecond},
		{time.Hour, 1, 4, minAnnounceGap},
		{20 * time.Millisecond, 1, 8, 80 * time.Millisecond},
		{100 * time.Millisecond, 32, 20, 50 * time.Millisecond},
		{time.Millisecond, 1, 20, minAnnounceGap},
		{time.Second, 0, 100, maxAnnounceGap},
	} {
		n := followers{announcedAt: now.Add(-row.passed), gained: row.gained, list: make([]follower, row.followers)}
		n.announced(messages.Bitfield{}, now)
		require.Equal(t, row.gap, n.gap, row)
		require.Zero(t, n.gained)
	}
}

func TestFollowersAreUnchokedInTurn(t *testing.T) {
	d := newDialogue(t)
	d.Send(d.seeder, &port.UplinkIdle{})
	require.Empty(t, d.Network.TookSent(), "there is no follower")
	nodes := []netip.AddrPort{porttest.Addr(20), porttest.Addr(21), porttest.Addr(22)}
	for _, f := range nodes {
		d.ask(f)
	}
	d.Network.Took()
	invited := map[netip.AddrPort]int{}
	for range 6 {
		d.Send(d.seeder, &port.UplinkIdle{})
		for _, sent := range d.Network.TookSent() {
			require.Equal(t, &messages.Unchoke{InfoHash: d.file.Hash(), Nonce: nonceOf(sent.To)}, sent.Packet)
			invited[sent.To]++
		}
	}
	require.Equal(t, map[netip.AddrPort]int{nodes[0]: 2, nodes[1]: 2, nodes[2]: 2}, invited)
	d.Clock.Advance(followTime)
	d.Send(d.seeder, &port.UplinkIdle{})
	require.Empty(t, d.Network.TookSent(), "the followers did not query again")
}
