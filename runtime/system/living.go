package system

import (
	"cmp"
	"slices"

	"swarm/messages"
)

// Each calls do for each actor that has not stopped, in the order of their PIDs, but not for the system's own. The node
// is 0 for the tracker, and the leased node for a lease.
func (s *System) Each(do func(pid string, kind Kind, node messages.NodeID)) {
	type row struct {
		pid  string
		kind Kind
		node messages.NodeID
	}
	s.mutex.Lock()
	rows := make([]row, 0, len(s.records))
	for pid, record := range s.records {
		if record.kind != kindRestarter {
			rows = append(rows, row{pid, record.kind, record.node})
		}
	}
	s.mutex.Unlock()
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.pid, b.pid) })
	for _, r := range rows {
		do(r.pid, r.kind, r.node)
	}
}
