package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// TestLostRequest: a path that does not ask again what it is asked to fetch leaves a download hanging, which is found.
func TestLostRequest(t *testing.T) {
	of := newProgress()
	fetches := 0
	s := newSwarm(t, New(of), 2, forge(system.KindPath, func(message any) any {
		if _, is := message.(*port.Fetch); is {
			if fetches++; fetches > 3 {
				return nil
			}
		}
		return message
	}))
	require.False(t, s.run(10*time.Minute), "the bug does nothing")
	s.catches(of, "node 2: file "+s.file.InfoHash.Short()+": no piece came for")
}

// TestNobodyToFetchFrom: a node that waits for an owner is not stuck, and goes on when one comes back.
func TestNobodyToFetchFrom(t *testing.T) {
	s := newSwarm(t, New(newProgress()), 2, nil)
	s.node(1).Crash()
	s.world.RunFor(20 * time.Minute)
	s.node(1).Restart()
	s.node(1).Fetch(s.file)
	require.True(t, s.run(5*time.Minute))
	s.holds()
}

// TestPartitionIsNoStandstill: nor is one that a partition keeps from everybody.
func TestPartitionIsNoStandstill(t *testing.T) {
	s := newSwarm(t, New(newProgress()), 3, nil)
	s.world.Isolate(2)
	s.world.RunFor(20 * time.Minute)
	require.False(t, s.world.FileComplete(2, s.file.InfoHash))
	s.world.Heal()
	require.True(t, s.run(5*time.Minute))
	s.holds()
}
