package downlink

import (
	"swarm/actors/port"
	"swarm/messages"
)

// Memory is the state of a downlink that survives a crash. Only the downlink uses it; runtime/system keeps it for the
// next incarnation.
type Memory struct {
	limits messages.Limits
	paths  []port.PID // not stopped, in the order in which they began; the peer bounds their number
}

// add adds a path and reports whether it is new.
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
