package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// TestLostRequest plants a path that ignores most requests to fetch, so that the download stalls. The invariant
// progress reports it.
func TestLostRequest(t *testing.T) {
	invariant := newProgress()
	fetches := 0
	s := newSwarm(t, New(invariant), 2, forge(system.KindPath, func(message any) any {
		if _, is := message.(*port.Fetch); is {
			if fetches++; fetches > 3 {
				return nil
			}
		}
		return message
	}))
	require.False(t, s.run(10*time.Minute), "the download did not stall")
	s.requireFailure(invariant, "node 2: file "+s.file.InfoHash.Short()+": no piece arrived for")
}

// TestAttackIsNoExcuse plants the same path, beside a stranger that begins a new attack again and again. Whatever
// strangers send, a download with an honest owner must go on, so progress reports it all the same.
func TestAttackIsNoExcuse(t *testing.T) {
	invariant := newProgress()
	fetches := 0
	s := newSwarm(t, New(invariant), 3, forge(system.KindPath, func(message any) any {
		if _, is := message.(*port.Fetch); is {
			if fetches++; fetches > 6 {
				return nil
			}
		}
		return message
	}))
	var attack func()
	attack = func() {
		stop := s.node(1).Forge(s.node(2), s.file.InfoHash, 10)
		s.world.At(30*time.Second, func() {
			stop()
			attack()
		})
	}
	s.world.At(0, attack)
	require.False(t, s.run(10*time.Minute), "the download did not stall")
	s.requireFailure(invariant, "no piece arrived for")
}

// TestDownloadWithoutOwner checks that progress does not report a node that waits for an owner.
func TestDownloadWithoutOwner(t *testing.T) {
	s := newSwarm(t, New(newProgress()), 2, nil)
	s.node(1).Crash()
	s.world.RunFor(20 * time.Minute)
	s.node(1).Restart()
	s.node(1).Fetch(s.file)
	require.True(t, s.run(5*time.Minute))
	s.requireNoFailure()
}

// TestPartitionedDownload checks that progress does not report a node that a partition cuts off from all others.
func TestPartitionedDownload(t *testing.T) {
	s := newSwarm(t, New(newProgress()), 3, nil)
	s.world.Isolate(2)
	s.world.RunFor(20 * time.Minute)
	require.False(t, s.world.FileComplete(2, s.file.InfoHash))
	s.world.Heal()
	require.True(t, s.run(5*time.Minute))
	s.requireNoFailure()
}
