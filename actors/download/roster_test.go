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
