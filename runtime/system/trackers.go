package system

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/actors/tracker"
	"swarm/messages"
)

// Tracker starts the root actor of a tracker, with what an earlier process remembered.
func (s *System) Tracker(node *port.TrackerNode, state messages.TrackerState) port.PID {
	return s.spawnRoot(KindTracker, "tracker", &record{journal: node.Journal},
		tracker.Producer(node, state))
}

// Lease implements port.Spawn.
func (s *System) Lease(ctx port.Context, name string, node *port.TrackerNode, of messages.NodeID) port.PID {
	return s.spawnChild(ctx, name, &record{kind: KindLease, node: of, journal: node.Journal},
		func() actor.Actor { return tracker.NewLease(node, of) })
}
