package system

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// Kind is what an actor is, for metrics and logs: a small fixed set.
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
	kindRestarter  Kind = "restarter"
)

// record is what the system knows of one actor for as long as it lives, across restarts.
type record struct {
	kind    Kind
	node    messages.NodeID
	journal port.Journal // nil for the system's own
	parent  port.PID     // nil at the root
	gone    chan struct{}

	crashes []time.Time // within the window; touched by the supervisor alone
	delay   time.Duration
}
