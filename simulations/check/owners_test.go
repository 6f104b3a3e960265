package check

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// TestLeaseNeverEnds plants a lease without a timer, which keeps a dead node among the owners. The invariant owners
// reports it.
func TestLeaseNeverEnds(t *testing.T) {
	invariant := newOwners()
	s := newSwarm(t, New(invariant), 3, forge(system.KindLease, func(message any) any {
		if fmt.Sprintf("%T", message) == "*tracker.leaseDue" {
			return nil
		}
		return message
	}))
	require.True(t, s.run(time.Minute))
	s.node(2).Crash()
	s.world.RunFor(testSettings().TrackerInterval - time.Second)
	require.Empty(t, s.set.Failures(), "the lease may still run")
	s.world.RunFor(3 * time.Second)
	s.requireFailure(invariant, "node 2: the tracker remembers it")
}

// TestNamedAfterItsEnd checks when the tracker may name a node that left or died. An answer that was in flight at
// that time does not count.
func TestNamedAfterItsEnd(t *testing.T) {
	found := messages.OwnersFound{At: messages.At{Node: 2}, Owners: []messages.Owner{{Node: 7}}}
	for name, c := range map[string]struct {
		facts []any // facts, and the time that passes between them
		fails bool
	}{
		"it lives": {facts: []any{messages.NodeRegistered{AtTracker: messages.AtTracker{About: 7}},
			time.Minute, found}},
		"on its way": {facts: []any{messages.NodeExited{AtTracker: messages.AtTracker{About: 7}},
			time.Second, found}},
		"after EXIT": {facts: []any{messages.NodeExited{AtTracker: messages.AtTracker{About: 7}},
			time.Minute, found}, fails: true},
		"after its lease ended": {facts: []any{messages.NodeExpired{AtTracker: messages.AtTracker{About: 7}},
			time.Minute, found}, fails: true},
		"it died, and its lease runs": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, 20 * time.Second,
			found}},
		"it died long ago": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, time.Minute, found},
			fails: true},
		"another node uses its name": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, 21 * time.Second,
			messages.NodeRegistered{AtTracker: messages.AtTracker{About: 7}}, 20 * time.Second, found}},
		"it came back": {facts: []any{messages.NodeExpired{AtTracker: messages.AtTracker{About: 7}}, time.Minute,
			messages.NodeRegistered{AtTracker: messages.AtTracker{About: 7}}, time.Second, found}},
		"the tracker started from its files": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}},
			20 * time.Second,
			world.TrackerStarted{}, 20 * time.Second, found}},
		"the tracker's actor crashed": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, 20 * time.Second,
			restarted(0, system.KindTracker, 0), 20 * time.Second, found}, fails: true},
		"its lease crashed": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, 20 * time.Second,
			restarted(7, system.KindLease, 0), 20 * time.Second, found}, fails: true},
		"its lease waits to be restarted": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, 20 * time.Second,
			restarted(7, system.KindLease, 20*time.Second), 20 * time.Second, found}},
		"another's lease waits to be restarted": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}},
			20 * time.Second,
			restarted(8, system.KindLease, 20*time.Second), 20 * time.Second, found}, fails: true},
		"its REGISTER waits for the tracker": {facts: []any{restarted(0, system.KindTracker, 20*time.Second),
			world.NodeCrashed{At: messages.At{Node: 7}}, 40 * time.Second, found}},
	} {
		t.Run(name, func(t *testing.T) {
			invariant, at, failed := newOwners(), time.Duration(0), false
			invariant.interval = testSettings().TrackerInterval
			for _, step := range c.facts {
				switch step := step.(type) {
				case time.Duration:
					at += step
				case messages.Fact:
					failed = invariant.Observe(at, step) != nil
				}
			}
			require.Equal(t, c.fails, failed)
		})
	}
}

func restarted(node messages.NodeID, kind system.Kind, delay time.Duration) messages.ActorRestarted {
	return messages.ActorRestarted{At: messages.At{Node: node}, Kind: string(kind), Delay: delay}
}

// TestCrashesDelayNoLease checks that a tracker or a lease that crashes repeatedly still forgets a dead node in time.
func TestCrashesDelayNoLease(t *testing.T) {
	for kind, at := range map[system.Kind]string{
		system.KindTracker: "*port.AskedTracker", system.KindLease: "*tracker.leaseDue",
	} {
		t.Run(string(kind), func(t *testing.T) {
			crashes := 0
			s := newSwarm(t, New(newOwners()), 3, forge(kind, func(message any) any {
				if crashes > 0 && fmt.Sprintf("%T", message) == at {
					crashes--
					panic("injected")
				}
				return message
			}))
			require.True(t, s.run(time.Minute))
			s.node(2).Crash()
			crashes = 3
			s.world.RunFor(time.Minute)
			require.Zero(t, crashes)
			s.requireNoFailure()
		})
	}
}

// TestCrashedOwnerIsForgotten checks that owners reports nothing when leases end in time.
func TestCrashedOwnerIsForgotten(t *testing.T) {
	s := newSwarm(t, New(newOwners()), 3, nil)
	require.True(t, s.run(time.Minute))
	s.node(2).Crash()
	s.world.RunFor(time.Minute)
	s.requireNoFailure()
}
