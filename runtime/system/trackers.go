package system

import (
	"time"

	"swarm/actors/port"
	"swarm/actors/tracker"
	"swarm/messages"
)

// trackerSpawn makes the actors of a tracker.
type trackerSpawn struct {
	system *System
	node   *port.TrackerNode
}

// TrackerSpawn returns what makes the actors of a tracker.
func (s *System) TrackerSpawn(node *port.TrackerNode) port.TrackerSpawn {
	return trackerSpawn{system: s, node: node}
}

// Tracker starts the root actor of a tracker, with the state that an earlier process recorded.
func (s *System) Tracker(node *port.TrackerNode, state messages.TrackerState) port.PID {
	ports := tracker.Ports{Settings: &node.Settings, Clock: node.Clock, Rand: node.Rand, Ledger: node.Ledger,
		Echo:  node.Echo,
		Spawn: s.TrackerSpawn(node), Journal: node.Journal}
	return s.spawnRoot(KindTracker, "tracker", &record{journal: node.Journal}, tracker.Producer(ports, state))
}

// Lease implements port.TrackerSpawn.
func (s trackerSpawn) Lease(ctx port.Context, name string, node messages.NodeID, deadline time.Time) port.PID {
	ports := tracker.LeasePorts{Settings: &s.node.Settings, Clock: s.node.Clock}
	return s.system.spawnChild(ctx, name, &record{kind: KindLease, node: node, journal: s.node.Journal},
		tracker.LeaseProducer(ports, node, deadline))
}
