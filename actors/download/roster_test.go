package download

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port/porttest"
	"swarm/messages"
)

// TestNeverAnsweredOwnersAreForgottenFirst checks that invented owners do not push an honest one out of a full roster.
func TestNeverAnsweredOwnersAreForgottenFirst(t *testing.T) {
	var r roster
	now := time.Unix(1000, 0)
	honest, _ := r.learn(porttest.Owner(1), now)
	require.True(t, honest)
	r.all[0].noteReply()
	for i := range 3 * maxOwners {
		isNew, _ := r.learn(porttest.Owner(2+i), now)
		require.True(t, isNew)
		r.all[len(r.all)-1].noteSilence()
	}
	require.Len(t, r.all, maxOwners)
	require.EqualValues(t, 1, r.all[0].node())
	choice := r.next(false, now, func(int) int { return 0 })
	require.EqualValues(t, 1, choice.node(), "it is also taken into use before them")
}

func TestAtMostSixteenSilentOwnersAreReported(t *testing.T) {
	var r roster
	now := time.Unix(1000, 0)
	for i := range 20 {
		r.learn(porttest.Owner(1+i), now)
		r.all[i].noteSilence()
	}
	require.Len(t, r.reportSilent(), messages.MaxSilent)
	require.Len(t, r.reportSilent(), 20-messages.MaxSilent)
	require.Empty(t, r.reportSilent(), "each silence is reported once")
	r.all[3].noteSilence()
	require.Equal(t, []messages.NodeID{4}, r.reportSilent())
	r.all[4].noteReply()
	r.all[4].noteSilence()
	require.Empty(t, r.reportSilent(), "it has answered before")
}

func TestAnotherNodeAtAnAddressBeginsAnew(t *testing.T) {
	var r roster
	now := time.Unix(1000, 0)
	announced := porttest.Owner(1)
	r.learn(announced, now)
	o := r.all[0]
	o.state = ownerDropped
	o.drop(now)
	r.learn(announced, now)
	require.Equal(t, ownerDropped, o.state, "the same node stays dropped")
	announced.Node = 99
	r.learn(announced, now)
	require.Equal(t, ownerResting, o.state)
}
