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

// TestLeaseNeverEnds: a lease that does not hear its timer keeps a dead node among the owners.
func TestLeaseNeverEnds(t *testing.T) {
	of := newOwners()
	s := newSwarm(t, New(of), 3, forge(system.KindLease, func(message any) any {
		if fmt.Sprintf("%T", message) == "*tracker.leaseDue" {
			return nil
		}
		return message
	}))
	require.True(t, s.run(time.Minute))
	s.node(2).Crash()
	s.world.RunFor(testSettings().TrackerInterval - time.Second)
	require.Empty(t, s.set.Failures(), "it is not late yet")
	s.world.RunFor(3 * time.Second)
	s.catches(of, "node 2: the tracker remembers it")
}

// TestNamedAfterItsEnd: who left is named to nobody, and an answer that was on its way is none.
func TestNamedAfterItsEnd(t *testing.T) {
	found := messages.OwnersFound{At: messages.At{Node: 2}, Owners: []messages.Owner{{Node: 7}}}
	for name, c := range map[string]struct {
		facts []any // facts, and the time that passes between them
		fails bool
	}{
		"it lives":                    {facts: []any{messages.NodeRegistered{AtTracker: messages.AtTracker{About: 7}}, time.Minute, found}},
		"on its way":                  {facts: []any{messages.NodeExited{AtTracker: messages.AtTracker{About: 7}}, time.Second, found}},
		"after EXIT":                  {facts: []any{messages.NodeExited{AtTracker: messages.AtTracker{About: 7}}, time.Minute, found}, fails: true},
		"after its lease ended":       {facts: []any{messages.NodeExpired{AtTracker: messages.AtTracker{About: 7}}, time.Minute, found}, fails: true},
		"it died, and its lease runs": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, 20 * time.Second, found}},
		"it died long ago":            {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, time.Minute, found}, fails: true},
		"somebody took its name": {facts: []any{world.NodeCrashed{At: messages.At{Node: 7}}, 21 * time.Second,
			messages.NodeRegistered{AtTracker: messages.AtTracker{About: 7}}, 20 * time.Second, found}},
		"it came back": {facts: []any{messages.NodeExpired{AtTracker: messages.AtTracker{About: 7}}, time.Minute,
			messages.NodeRegistered{AtTracker: messages.AtTracker{About: 7}}, time.Second, found}},
	} {
		t.Run(name, func(t *testing.T) {
			of, at, failed := newOwners(), time.Duration(0), false
			of.interval = testSettings().TrackerInterval
			for _, step := range c.facts {
				switch step := step.(type) {
				case time.Duration:
					at += step
				case messages.Fact:
					failed = of.Observe(at, step) != nil
				}
			}
			require.Equal(t, c.fails, failed)
		})
	}
}

// TestCrashedOwnerIsForgotten: with leases that end, nothing is found.
func TestCrashedOwnerIsForgotten(t *testing.T) {
	s := newSwarm(t, New(newOwners()), 3, nil)
	require.True(t, s.run(time.Minute))
	s.node(2).Crash()
	s.world.RunFor(time.Minute)
	s.holds()
}
