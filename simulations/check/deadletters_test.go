package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// TestDeadLetter plants paths that ignore Forget, so that an answer reaches a download that has stopped. The
// invariant deadLetters reports it.
func TestDeadLetter(t *testing.T) {
	invariant := newDeadLetters()
	s := newSwarm(t, New(invariant), 6, forge(system.KindPath, func(message any) any {
		if _, is := message.(*port.Forget); is {
			return nil
		}
		return message
	}))
	for _, n := range s.world.Nodes()[1:] {
		slow := lan
		slow.Delay = time.Duration(n.ID()) * 30 * time.Millisecond
		n.Relink(slow)
	}
	s.run(time.Minute)
	s.world.RunFor(10 * time.Second)
	s.requireFailure(invariant, " was sent to peer/")
}

// TestDeadLetterToCrashedNode checks that messages to actors of a crashed node are exempt.
func TestDeadLetterToCrashedNode(t *testing.T) {
	s := newSwarm(t, New(newDeadLetters()), 4, nil)
	s.world.At(500*time.Millisecond, s.node(1).Crash)
	s.world.RunFor(time.Minute)
	s.requireNoFailure()
}

// TestDeadLetterOfLateServeFailure checks that ServeFailed to a seeder that has stopped is exempt: several answers
// may fail, and the first stops the seeder.
func TestDeadLetterOfLateServeFailure(t *testing.T) {
	s := newSwarm(t, New(), 2, nil)
	s.world.RunFor(time.Second)
	invariant := newDeadLetters()
	invariant.Begin(s.world)
	require.NoError(t, invariant.check(world.LetterLost{To: "peer/1/seed/ab/1", Type: "*port.ServeFailed"}))
	require.Error(t, invariant.check(world.LetterLost{To: "peer/1/get/ab/1", Type: "*port.ServeFailed"}))
	require.Error(t, invariant.check(world.LetterLost{To: "peer/1/seed/ab/1", Type: "*port.Inbound"}))
}

// TestDeadLetterOfSlowDisk checks that answers of the disk to a failed download are exempt: a full disk fails the
// download while the disk still writes pieces of other chunks.
func TestDeadLetterOfSlowDisk(t *testing.T) {
	s := newSwarm(t, New(newDeadLetters()), 3, nil)
	full := s.node(3)
	full.SetDisk(world.Disk{WriteRate: 2 * mib})
	s.world.At(2*time.Second, func() { full.SetDiskFull(true) })
	s.world.At(2500*time.Millisecond, func() { full.SetDiskFull(false) })
	s.world.RunFor(time.Minute)
	require.Positive(t, s.world.DeadLetters(), "no answer of the disk came after the download's end")
	s.requireNoFailure()
}
