package uplink

import "swarm/actors/port"

// timer is a timer that can be set anew. The turn tells the message of a stopped timer from that of the current one.
type timer struct {
	port.Timer
	turn uint64
}

// running reports whether the timer is set and its message has not been handled.
func (t *timer) running() bool { return t.Timer != nil }

// due reports whether a message belongs to the current timer, which then no longer runs.
func (t *timer) due(turn uint64) bool {
	if turn != t.turn {
		return false
	}
	t.Timer = nil
	return true
}

// stop stops the timer and makes its message stale.
func (t *timer) stop() {
	if t.Timer != nil {
		t.Timer.Stop()
		t.Timer = nil
	}
	t.turn++
}
