package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// TestLetterToNobody: a download that ends without taking leave of its paths gets an answer too late, which is found.
func TestLetterToNobody(t *testing.T) {
	of := newDeadLetters()
	s := newSwarm(t, New(of), 6, forge(system.KindPath, func(message any) any {
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
	s.catches(of, " went to peer/")
}

// TestLetterToTheDead: what still goes to the actors of a node that crashes proves nothing.
func TestLetterToTheDead(t *testing.T) {
	s := newSwarm(t, New(newDeadLetters()), 4, nil)
	s.world.At(500*time.Millisecond, s.node(1).Crash)
	s.world.RunFor(time.Minute)
	s.holds()
}

// TestLetterOfAFailureThatNobodyWaitsFor: answers that were granted before a seeder stopped fail after it.
func TestLetterOfAFailureThatNobodyWaitsFor(t *testing.T) {
	s := newSwarm(t, New(), 2, nil)
	s.world.RunFor(time.Second)
	of := newDeadLetters()
	of.Begin(s.world)
	require.NoError(t, of.check(world.LetterLost{To: "peer/1/seed/ab/1", Type: "*port.ServeFailed"}))
	require.Error(t, of.check(world.LetterLost{To: "peer/1/get/ab/1", Type: "*port.ServeFailed"}))
	require.Error(t, of.check(world.LetterLost{To: "peer/1/seed/ab/1", Type: "*port.Inbound"}))
}

// TestLetterOfASlowDisk: a full disk ends a download while it still writes pieces of other chunks; what it says of those
// finds nobody, and proves nothing.
func TestLetterOfASlowDisk(t *testing.T) {
	s := newSwarm(t, New(newDeadLetters()), 3, nil)
	full := s.node(3)
	full.SetDisk(world.Disk{WriteRate: 2 * mib})
	s.world.At(2*time.Second, func() { full.SetDiskFull(true) })
	s.world.At(2500*time.Millisecond, func() { full.SetDiskFull(false) })
	s.world.RunFor(time.Minute)
	require.Positive(t, s.world.DeadLetters(), "nothing was written behind the end")
	s.holds()
}
