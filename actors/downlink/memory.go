package downlink

import (
	"swarm/actors/port"
	"swarm/messages"
)

// Memory is what a downlink must not forget when it crashes. The downlink alone touches it; its maker only keeps it.
type Memory struct {
	limits messages.Limits
	paths  []port.PID // that live, in the order in which they began; the peer bounds how many there are
}

// add takes in a path, and tells whether it is new.
func (m *Memory) add(path port.PID) bool {
	for _, known := range m.paths {
		if known.Equal(path) {
			return false
		}
	}
	m.paths = append(m.paths, path)
	return true
}

func (m *Memory) drop(path port.PID) {
	for i, known := range m.paths {
		if known.Equal(path) {
			m.paths = append(m.paths[:i], m.paths[i+1:]...)
			return
		}
	}
}
