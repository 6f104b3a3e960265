package download

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
)

func TestOwnersAnnouncedLatelyAreUsedFirst(t *testing.T) {
	keepFirst := func(int) int { return 1 } // among equal owners
	var r roster
	for node := 1; node <= 3; node++ {
		announced := porttest.Owner(node)
		announced.Whole = node == 3
		r.learn(announced, testNow)
	}
	next := func(nearlyDone bool) int { return int(r.next(nearlyDone, testNow, keepFirst).announced.Node) }
	require.Equal(t, 1, next(false))
	require.Equal(t, 3, next(true), "for the last pieces, an owner of the whole file")

	later := testNow.Add(announcementValidFor)
	next = func(nearlyDone bool) int { return int(r.next(nearlyDone, later, keepFirst).announced.Node) }
	r.all[1].usedSince = later
	r.learn(r.all[1].announced, later)
	require.Equal(t, 2, next(false), "the others may have left")
	r.all[1].failures.until = later.Add(1)
	require.Equal(t, 1, next(false), "no owner was announced lately")
	require.Equal(t, 1, next(true), "nothing was heard of any, whole or not")
}

func TestNoMoreOwnersThanNeighboursAreUsed(t *testing.T) {
	d := newDialogue(t, porttest.NewFile(1, 100))
	owners := []int{}
	for owner := range neighbours + 5 {
		owners = append(owners, owner+2)
	}
	d.announce(owners...)
	asked := d.pathsAskedFor()
	require.Len(t, asked, neighbours)
	require.Subset(t, owners, asked)
}
