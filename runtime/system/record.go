package system

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// Kind is the type of an actor in metrics and logs, one of a small fixed set.
type Kind string

// The kinds of actors.
const (
	KindTracker    Kind = "tracker"
	KindLease      Kind = "lease"
	KindPeer       Kind = "peer"
	KindHeartbeat  Kind = "heartbeat"
	KindUplink     Kind = "uplink"
	KindDownlink   Kind = "downlink"
	KindPath       Kind = "path"
	KindSeeder     Kind = "seeder"
	KindDownload   Kind = "download"
	KindDownloader Kind = "downloader"
	KindContacts   Kind = "contacts"
	KindRemote     Kind = "remote"
	KindChoker     Kind = "choker"
	KindAnnouncer  Kind = "announcer"
	kindRestarter  Kind = "restarter"
)

// record is what the system knows of one actor, from its creation until it has stopped, across restarts.
type record struct {
	kind    Kind
	node    messages.NodeID
	journal port.Journal  // nil for the system's own actors
	parent  port.PID      // nil at the root
	stopped chan struct{} // closed when the actor has stopped

	// The supervisor alone uses the fields below.
	crashes []time.Time   // within the window
	delay   time.Duration // of the last restart
}
