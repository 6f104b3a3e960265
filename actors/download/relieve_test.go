package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

func TestTheSlowestMakesWayForOneThatHasNothingToDo(t *testing.T) {
	now := time.Unix(1000, 0)
	want := messages.FullBitfield(10)
	sending := func(rate float64) *owner {
		return &owner{state: ownerReady, chunks: 1, source: now.Add(-sourceFor), pace: pace{rate: rate}, have: want}
	}
	idle := func(rate float64, begun time.Duration) *owner {
		return &owner{state: ownerReady, begun: now.Add(-begun), pace: pace{rate: rate}, have: want}
	}
	for name, row := range map[string]struct {
		idle    *owner
		sources []*owner
		relieve int // of sources; -1: nobody
	}{
		"one that was not tried of late": {idle(0, fresherAfter), []*owner{sending(5), sending(3), sending(4)}, 1},
		"one that is much faster":        {idle(6, time.Second), []*owner{sending(5), sending(3), sending(4)}, 1},
		"one that says that it has nothing to do": {&owner{state: ownerReady, begun: now.Add(-time.Second), invited: now, pace: pace{rate: 1}, have: want},
			[]*owner{sending(5), sending(3), sending(4)}, 1},
		"one that is not":                     {idle(4, time.Second), []*owner{sending(5), sending(3), sending(4)}, -1},
		"there is room for one more":          {idle(0, fresherAfter), []*owner{sending(5), sending(3)}, -1},
		"one that has nothing that is wanted": {&owner{state: ownerReady, have: messages.NewBitfield(10)}, []*owner{sending(5), sending(3), sending(4)}, -1},
		"one that is busy":                    {&owner{state: ownerReady, have: want, busyTil: now.Add(1)}, []*owner{sending(5), sending(3), sending(4)}, -1},
		"one that rests":                      {&owner{have: want}, []*owner{sending(5), sending(3), sending(4)}, -1},
		"the slowest has only begun": {idle(0, fresherAfter),
			[]*owner{sending(5), {state: ownerReady, chunks: 1, source: now, have: want}, sending(4)}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			a := &Actor{ports: Ports{Settings: &messages.Settings{MaxSplitnessRate: 3}}}
			a.owners.all = append([]*owner{row.idle}, row.sources...)
			var expected *owner
			if row.relieve >= 0 {
				expected = row.sources[row.relieve]
			}
			require.Same(t, expected, a.relieved(want, a.owners.sources(), now))
		})
	}
}

func TestAnOwnerThatWasBusyIsAskedWhenItHasAPlace(t *testing.T) {
	d := fetchingFrom(t, 100, 2)
	for _, c := range d.chunks() {
		d.fail(c, port.ChunkBusy)
	}
	require.Empty(t, d.chunks())
	d.Send(d.download, &port.OwnerFree{Owner: porttest.Addr(2), File: d.file.Hash()})
	require.Len(t, d.chunks(), 1)
	d.Send(d.download, &port.OwnerFree{Owner: porttest.Addr(99), File: d.file.Hash()})
	require.Len(t, d.chunks(), 1, "nobody knows that one")
}

// TestNoMoreSendThanMayWhoeverInvites: but for one whole owner, while the last chunk of the slowest comes in.
func TestNoMoreSendThanMayWhoeverInvites(t *testing.T) {
	d := fetchingFrom(t, 100, 2, 3, 4, 5)
	most := d.Node.Settings.MaxSplitnessRate
	d.Clock.Advance(sourceFor)
	for owner := 2; owner <= 5; owner++ {
		d.Send(d.download, &port.OwnerFree{Owner: porttest.Addr(owner), File: d.file.Hash()})
	}
	senders := map[int]bool{}
	for _, c := range d.chunks() {
		senders[c.owner] = true
	}
	require.Len(t, senders, most+1)
}

func TestOnlyAWholeOwnerWithTimeToSpareMayBeOneMore(t *testing.T) {
	now, slowest := time.Unix(1000, 0), &owner{}
	a := &Actor{ports: Ports{Settings: &messages.Settings{MaxSplitnessRate: 3}}}
	whole, part := messages.Owner{Whole: true}, messages.Owner{}
	require.Equal(t, 4, a.mostSources(&owner{told: whole, invited: now}, slowest, now))
	require.Equal(t, 3, a.mostSources(&owner{told: part, invited: now}, slowest, now), "in part")
	require.Equal(t, 3, a.mostSources(&owner{told: whole}, slowest, now), "it does not invite")
	require.Equal(t, 3, a.mostSources(&owner{told: whole, invited: now}, nil, now), "nobody makes way")
}
