package world

import "swarm/actors/port"

// TrackerRuns tells whether the tracker runs.
func (w *World) TrackerRuns() bool { return w.tracker != nil && !w.tracker.life.over() }

// trackerHost is one incarnation of the tracker.
type trackerHost struct {
	life *life
	pid  port.PID
}
