package world

import "swarm/actors/port"

// trackerHost is one incarnation of the tracker.
type trackerHost struct {
	incarnation *incarnation
	pid         port.PID
}

func (t *trackerHost) ended() bool { return t.incarnation.ended() }
