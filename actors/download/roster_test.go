package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
)

func TestWhoWasNamedOfLateIsTakenIntoUseFirst(t *testing.T) {
	began := time.Unix(1000, 0)
	first := func(int) int { return 1 } // among equals
	var r roster
	for owner := range 3 {
		told := porttest.Owner(1 + owner)
		told.Whole = owner == 2
		r.learn(told, began)
	}
	at := func(o *owner) int { return int(o.told.Node) }
	require.Equal(t, 1, at(r.next(false, began, first)))
	require.Equal(t, 3, at(r.next(true, began, first)), "for the last pieces, a whole one")

	later := began.Add(namedFor)
	r.all[1].woken = later
	_, _ = r.learn(r.all[1].told, later)
	require.Equal(t, 2, at(r.next(false, later, first)), "the others may have left")
	r.all[1].restTil = later.Add(1)
	require.Equal(t, 1, at(r.next(false, later, first)), "better than none")
	require.Equal(t, 1, at(r.next(true, later, first)), "of whom nothing was heard, whole or not")
}

func TestTheMostPromisingOwnerIsAskedFirst(t *testing.T) {
	now := time.Unix(1000, 0)
	tried := func(rate float64) *owner { return &owner{begun: now, pace: pace{rate: rate}} }
	slow, fast, never, long, invites := tried(10), tried(20), &owner{}, tried(5), tried(1)
	long.begun = now.Add(-fresherAfter)
	invites.invited = now
	busy := tried(1000)
	busy.chunks = 1
	r := roster{all: []*owner{busy, slow, fast, never, long, invites}}
	for _, o := range r.all {
		o.state = ownerReady
	}
	r.all = append(r.all, &owner{}) // it did not answer yet
	for turn := range r.all {
		ordered := r.hungriest(turn, now)
		require.Equal(t, invites, ordered[0])
		require.ElementsMatch(t, []*owner{never, long}, ordered[1:3], "nothing is known of them, or not any more")
		require.Equal(t, []*owner{fast, slow, busy}, ordered[3:], "and nobody else")
	}
}
