package world

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// TestHeldTrafficIsNotLost: while it is held nothing arrives, and once it is released the file completes.
func TestHeldTrafficIsNotLost(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 16 * mib, piece: mib})
	s.world.RunFor(300 * time.Millisecond)
	before := s.world.Counts().Lost
	s.nodes[1].Hold()
	s.world.RunFor(50 * time.Millisecond) // what is in the downlink's queue still arrives
	held := s.fetched[2][1]
	s.world.RunFor(200 * time.Millisecond)
	require.Equal(t, held, s.fetched[2][1])
	require.NotEmpty(t, s.nodes[1].held.events)
	s.nodes[1].Release()
	s.world.RunFor(100 * time.Millisecond)
	require.Greater(t, s.fetched[2][1], held)
	s.mustComplete(time.Minute)
	require.Less(t, s.world.Counts().Lost-before, uint64(2000), "the downlink's queue may overflow, once")
}

// TestSkewedClock: a clock that runs fast shows more, and its timers end sooner.
func TestSkewedClock(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: mib, piece: mib})
	n, own := s.nodes[1], &clock{world: s.world, life: s.nodes[1].life, skew: &s.nodes[1].skew}
	before := s.world.Now()
	require.Equal(t, before, own.Now().Sub(began))
	n.Skew(time.Second, 2)
	require.Equal(t, before+time.Second, own.Now().Sub(began))
	s.world.RunFor(3 * time.Second)
	require.Equal(t, before+7*time.Second, own.Now().Sub(began))
	require.Equal(t, own.Now(), n.localTime())
	n.Skew(0, 1)
	s.world.RunFor(3 * time.Second)
	require.Equal(t, before+10*time.Second, own.Now().Sub(began))
	require.Equal(t, 5*time.Second, (&skew{rate: 2}).takes(0, 10*time.Second))
}

// TestFullDisk: a download on a full disk fails and says why; the same command goes on from there once there is room.
func TestFullDisk(t *testing.T) {
	s := newSwarm(t, plan{nodes: 2, length: 16 * mib, piece: mib})
	half := func() bool { return s.fetched[2][1] >= 8*mib }
	require.True(t, s.world.RunUntil(half, time.Minute))
	s.nodes[1].FillDisk(true)
	failed := func() bool { return count[messages.DownloadFailed](s) == 1 }
	require.True(t, s.world.RunUntil(failed, time.Minute))
	s.nodes[1].FillDisk(false)
	s.nodes[1].Fetch(s.file)
	s.mustComplete(time.Minute)
	require.LessOrEqual(t, s.fetched[2][1], int64(17*mib))
}

// TestBoaster: who claims pieces that it lacks delays nobody for long.
func TestBoaster(t *testing.T) {
	s := newSwarm(t, plan{nodes: 3, length: 16 * mib, piece: mib})
	s.nodes[1].Boast(true)
	s.mustComplete(time.Minute)
}

// TestFlood: garbage is counted and dropped, and stops nothing.
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

// TestImpostor: without the token, nothing can be done in a node's name.
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
		require.Contains(t, []messages.RefusedReason{messages.RefusedNodeTaken, messages.RefusedNotKnown}, refused.Reason)
	}
	require.True(t, s.world.Remembers(2))
}
