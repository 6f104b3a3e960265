package system

import (
	"cmp"
	"slices"

	"swarm/messages"
)

// Each calls do for each actor that has not stopped, without the system's own, in the order of their PIDs. The tracker's
// node is 0, and a lease's is the node that it is of.
func (s *System) Each(do func(pid string, kind Kind, node messages.NodeID)) {
	type row struct {
		pid  string
		kind Kind
		node messages.NodeID
	}
	s.mutex.Lock()
	rows := make([]row, 0, len(s.records))
	for pid, of := range s.records {
		if of.kind != kindRestarter {
			rows = append(rows, row{pid, of.kind, of.node})
		}
	}
	s.mutex.Unlock()
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.pid, b.pid) })
	for _, r := range rows {
		do(r.pid, r.kind, r.node)
	}
}
