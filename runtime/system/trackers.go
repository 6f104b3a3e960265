package system

import (
	"time"

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
func (s *System) Lease(
	ctx port.Context, name string, node *port.TrackerNode, of messages.NodeID, deadline time.Time,
) port.PID {
	return s.spawnChild(ctx, name, &record{kind: KindLease, node: of, journal: node.Journal},
		tracker.LeaseProducer(node, of, deadline))
}
