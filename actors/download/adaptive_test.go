package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// testNow is the time in tests of policies.
var testNow = time.Unix(1000, 0)

// readyOwner returns an owner that is in use, has told what it has, and sends nothing.
func readyOwner(have messages.Bitfield) *owner {
	return &owner{contact: contact{state: ownerReady}, holding: holding{have: have}}
}

func adaptive(maxOwners int) *adaptiveSplit {
	return &adaptiveSplit{settings: &messages.Settings{MaxSplitnessRate: maxOwners}}
}

func TestSlowestSenderIsReplacedByABetterOwner(t *testing.T) {
	want := messages.FullBitfield(10)
	sender := func(bytesPerSecond float64) *owner {
		o := readyOwner(want)
		o.load = load{chunks: 1, sendingSince: testNow.Add(-minSendingTime)}
		o.bytesPerSecond = bytesPerSecond
		return o
	}
	idle := func(bytesPerSecond float64, lastBegun time.Duration) *owner {
		o := readyOwner(want)
		o.lastBegun, o.bytesPerSecond = testNow.Add(-lastBegun), bytesPerSecond
		return o
	}
	three := []*owner{sender(5), sender(3), sender(4)}
	inviting, busy, resting := idle(1, time.Second), readyOwner(want), readyOwner(want)
	inviting.offer(testNow)
	busy.refuse(testNow)
	resting.state = ownerResting
	justBegun := sender(0)
	justBegun.sendingSince = testNow
	for name, row := range map[string]struct {
		idle     *owner
		senders  []*owner
		replaced int // index of senders; -1: none
	}{
		"an idle owner's rate is no longer valid":   {idle(0, rateValidFor), three, 1},
		"an idle owner is much faster":              {idle(6, time.Second), three, 1},
		"an idle owner offers a slot":               {inviting, three, 1},
		"an idle owner is only a little faster":     {idle(4, time.Second), three, -1},
		"fewer owners send than may":                {idle(0, rateValidFor), three[:2], -1},
		"the idle owner has nothing that is wanted": {readyOwner(messages.NewBitfield(10)), three, -1},
		"the other owner is busy":                   {busy, three, -1},
		"the other owner is not in use":             {resting, three, -1},
		"the slowest sender has just begun": {idle(0, rateValidFor),
			[]*owner{sender(5), justBegun, sender(4)}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := &state{owners: roster{all: append([]*owner{row.idle}, row.senders...)}}
			var expected *owner
			if row.replaced >= 0 {
				expected = row.senders[row.replaced]
			}
			require.Same(t, expected, adaptive(3).replaceable(s, want, s.owners.senders(), testNow))
		})
	}
}

func TestBusyOwnerThatOffersASlotIsAsked(t *testing.T) {
	d := fetchingFrom(t, 100, 2)
	for _, c := range d.chunks() {
		d.fail(c, port.ChunkBusy)
	}
	require.Empty(t, d.chunks())
	d.offerSlot(2)
	require.Len(t, d.chunks(), 1)
	d.offerSlot(99)
	require.Len(t, d.chunks(), 1, "owner 99 is not known")
}

// TestOffersOfSlotsAddOneSenderAtMost: one more owner than the setting says may send, while the last chunk of the
// slowest one is arriving.
func TestOffersOfSlotsAddOneSenderAtMost(t *testing.T) {
	d := fetchingFrom(t, 100, 2, 3, 4, 5)
	d.Clock.Advance(minSendingTime)
	for owner := 2; owner <= 5; owner++ {
		d.offerSlot(owner)
	}
	senders := map[int]bool{}
	for _, c := range d.chunks() {
		senders[c.owner] = true
	}
	require.Len(t, senders, d.Node.Settings.MaxSplitnessRate+1)
}

func TestOnlyAWholeOwnerThatOffersASlotMayBeOneSenderMore(t *testing.T) {
	slowest := &owner{}
	whole, part := &owner{announced: messages.Owner{Whole: true}}, &owner{}
	require.Equal(t, 3, adaptive(3).maxSenders(whole, slowest, testNow), "it offers no slot")
	whole.offer(testNow)
	part.offer(testNow)
	require.Equal(t, 4, adaptive(3).maxSenders(whole, slowest, testNow))
	require.Equal(t, 3, adaptive(3).maxSenders(part, slowest, testNow), "it has only a part of the file")
	require.Equal(t, 3, adaptive(3).maxSenders(whole, nil, testNow), "nobody is being replaced")
}

func TestMostPromisingOwnerIsRankedFirst(t *testing.T) {
	measured := func(bytesPerSecond float64) *owner {
		o := readyOwner(messages.NewBitfield(1))
		o.lastBegun, o.bytesPerSecond = testNow, bytesPerSecond
		return o
	}
	slow, fast, neverAsked, askedLongAgo, inviting := measured(10), measured(20), measured(0), measured(5), measured(1)
	askedLongAgo.lastBegun = testNow.Add(-rateValidFor)
	inviting.offer(testNow)
	sender := measured(1000)
	sender.chunks = 1
	notReady := &owner{}
	s := &state{owners: roster{all: []*owner{sender, slow, fast, neverAsked, askedLongAgo, inviting, notReady}}}
	for start := range s.owners.list() {
		var ranked []*owner
		for _, c := range adaptive(3).rank(s, start, testNow) {
			ranked = append(ranked, c.owner)
		}
		require.Same(t, inviting, ranked[0])
		require.ElementsMatch(t, []*owner{neverAsked, askedLongAgo}, ranked[1:3], "their rates are not known")
		require.Equal(t, []*owner{fast, slow, sender}, ranked[3:])
	}
}

func TestFasterOwnerGetsLongerChunks(t *testing.T) {
	d := fetchingFrom(t, 100, 2)
	require.Equal(t, 1, d.chunks()[0].Count, "the rate is not known")
	d.completeAfter(2, 500*time.Millisecond) // 2,000 bytes a second
	chunks := d.chunks()
	require.Equal(t, 2, chunks[len(chunks)-1].Count)
	d = fetchingFrom(t, 100, 2)
	d.completeAfter(2, time.Millisecond)
	chunks = d.chunks()
	require.Equal(t, 4, chunks[len(chunks)-1].Count, "the settings allow no more")
}

func TestAtMostMaxSplitnessRateOwnersSend(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 100))
	d.Parent.Took()
	d.announce(2, 3, 4, 5, 6)
	require.ElementsMatch(t, []int{2, 3, 4, 5, 6}, d.pathsAskedFor(), "all are asked what they have")
	for _, owner := range []int{2, 3, 4, 5} {
		d.ready(owner)
	}
	for _, owner := range []int{2, 3, 4} {
		require.Len(t, d.chunksFrom(owner), d.Node.Settings.MaxChunksPerOwner)
	}
	require.Empty(t, d.chunksFrom(5))

	d.Send(d.download, &port.OwnerSilent{Owner: porttest.Addr(3)})
	require.Contains(t, noted[messages.OwnerDropped](d)[0].Reason, "it does not answer at")
	for _, c := range d.chunksFrom(3) {
		d.fail(c, port.ChunkSilent)
	}
	require.Len(t, d.chunksFrom(5), d.Node.Settings.MaxChunksPerOwner, "another owner takes its place")
}
