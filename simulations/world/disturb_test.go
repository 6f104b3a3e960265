package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestHeldTrafficIsNotLost checks that nothing arrives while traffic is held, and that the file completes after the
// release.
func TestHeldTrafficIsNotLost(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 16 * mib, piece: mib})
	s.world.RunFor(300 * time.Millisecond)
	before := s.world.Counts().Lost
	s.nodes[1].HoldTraffic()
	s.world.RunFor(50 * time.Millisecond) // blocks in the downlink's queue still arrive
	held := s.fetched[2][1]
	s.world.RunFor(200 * time.Millisecond)
	require.Equal(t, held, s.fetched[2][1])
	require.NotEmpty(t, s.nodes[1].held.events)
	s.nodes[1].ReleaseTraffic()
	s.world.RunFor(100 * time.Millisecond)
	require.Greater(t, s.fetched[2][1], held)
	s.mustComplete(time.Minute)
	require.Less(t, s.world.Counts().Lost-before, uint64(2000), "the downlink's queue may overflow, once")
}

// TestSkewedClock checks that a clock which runs at twice the speed shows twice the time, and that its timers fire
// after half of it.
func TestSkewedClock(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: mib, piece: mib})
	n, own := s.nodes[1], &clock{world: s.world, incarnation: s.nodes[1].incarnation, skew: &s.nodes[1].skew}
	before := s.world.Now()
	require.Equal(t, before, own.Now().Sub(epoch))
	n.Skew(time.Second, 2)
	require.Equal(t, before+time.Second, own.Now().Sub(epoch))
	s.world.RunFor(3 * time.Second)
	require.Equal(t, before+7*time.Second, own.Now().Sub(epoch))
	require.Equal(t, own.Now(), n.localTime())
	n.Skew(0, 1)
	s.world.RunFor(3 * time.Second)
	require.Equal(t, before+10*time.Second, own.Now().Sub(epoch))
	require.Equal(t, 5*time.Second, (&skew{rate: 2}).realWait(0, 10*time.Second))
}

// TestFullDisk checks that a download on a full disk fails and says why, and that the same command resumes it once
// there is free space.
func TestFullDisk(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 16 * mib, piece: mib})
	half := func() bool { return s.fetched[2][1] >= 8*mib }
	require.True(t, s.world.RunUntil(half, time.Minute))
	s.nodes[1].SetDiskFull(true)
	failed := func() bool { return count[messages.DownloadFailed](s) == 1 }
	require.True(t, s.world.RunUntil(failed, time.Minute))
	s.nodes[1].SetDiskFull(false)
	s.nodes[1].Fetch(s.file)
	s.mustComplete(time.Minute)
	require.LessOrEqual(t, s.fetched[2][1], int64(17*mib))
}

// TestFalseClaims checks that a node which claims pieces that it lacks does not delay the others for long.
func TestFalseClaims(t *testing.T) {
	s := newSwarm(t, plan{nodes: 3, length: 16 * mib, piece: mib})
	s.nodes[1].SetClaimsAll(true)
	s.mustComplete(time.Minute)
}

// TestFlood checks that garbage is counted and dropped, and stops nothing.
func TestFlood(t *testing.T) {
	s := newSwarm(t, plan{nodes: 3, length: 16 * mib, piece: mib})
	stop := s.nodes[2].Flood(s.nodes[0], 2000)
	s.mustComplete(time.Minute)
	require.Positive(t, s.world.Counts().Malformed)
	stop()
	s.world.RunFor(time.Second)
	counted := s.world.Counts().Malformed
	s.world.RunFor(time.Second)
	require.Equal(t, counted, s.world.Counts().Malformed)
}

// TestImpostor checks that the tracker refuses every request in a node's name without the node's token.
func TestImpostor(t *testing.T) {
	s := newSwarm(t, plan{nodes: 3, length: mib, piece: mib})
	s.mustComplete(time.Minute)
	s.nodes[2].Impersonate(2, s.file.InfoHash)
	s.world.RunFor(time.Second)
	var answers []any
	for _, fact := range s.facts {
		if answered, is := fact.(ForgeryAnswered); is {
			require.Equal(t, messages.NodeID(2), answered.Node)
			answers = append(answers, answered.Answer)
		}
	}
	require.Len(t, answers, 5)
	for _, answer := range answers {
		refused, is := answer.(*messages.Refused)
		require.True(t, is, "%T", answer)
		require.Contains(t, []messages.RefusedReason{messages.RefusedNodeTaken, messages.RefusedNotKnown},
			refused.Reason)
	}
	require.True(t, s.world.Remembers(2))
}
