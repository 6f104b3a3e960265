package report

import (
	"cmp"
	"fmt"
	"slices"
)

// Rows of the tables: enough to be useful, and few enough for any number of nodes.
const (
	curveRows = 20
	nodeRows  = 50
	markRows  = 100
)

// curvesTable returns the curves as numbers.
func curvesTable(r *Results) table {
	t := table{Title: "The curves as a table",
		Head: []string{"time", "arrived", "done", "sent", "received", "copies of the rarest piece"}}
	s := r.Series
	for i := range min(curveRows, len(s.Seconds)) {
		at := (i+1)*len(s.Seconds)/min(curveRows, len(s.Seconds)) - 1
		rarest := "–"
		if len(s.Availability[at]) > 0 {
			rarest = fmt.Sprint(slices.Min(s.Availability[at]))
		}
		t.Rows = append(t.Rows, []string{formatSpan(s.Seconds[at]), fmt.Sprint(s.Arrived[at]), fmt.Sprint(s.Done[at]),
			formatBytes(float64(s.Sent[at])),
			formatBytes(float64(s.Landed[at])), rarest})
	}
	return t
}

// slowestTable returns the nodes that took longest, those that are not done first.
func slowestTable(r *Results) table {
	nodes := slices.DeleteFunc(slices.Clone(r.Nodes), func(n Node) bool { return !n.Wanted })
	slices.SortStableFunc(nodes, func(a, b Node) int { return cmp.Compare(slowness(b), slowness(a)) })
	t := table{Title: fmt.Sprintf("The slowest %d of %d nodes (all are in nodes.csv)", min(nodeRows, len(nodes)),
		len(nodes)),
		Head: []string{"node", "arrived", "took", "left", "sent", "received", "retransmitted"}}
	for _, n := range nodes[:min(nodeRows, len(nodes))] {
		t.Rows = append(t.Rows, []string{fmt.Sprint(n.ID), formatSpan(n.Arrived), tookOf(n), spanOrDash(n.Departed),
			formatBytes(float64(n.Up)),
			formatBytes(float64(n.Down)), formatBytes(float64(n.Retransmitted))})
	}
	return t
}

func slowness(n Node) float64 {
	if took, done := n.Took(); done {
		return took
	}
	return 1e300
}

func tookOf(n Node) string {
	if took, done := n.Took(); done {
		return formatSpan(took)
	}
	return "not done"
}

func spanOrDash(seconds float64) string {
	if seconds < 0 {
		return "–"
	}
	return formatSpan(seconds)
}

// marksTable returns the marks of the timeline.
func marksTable(r *Results) table {
	t := table{Title: fmt.Sprintf("Faults, departures and restarts: %d of %d", min(markRows, len(r.Marks)),
		len(r.Marks)+r.MarksLeftOut),
		Head: []string{"time", "node", "event", "kind"}}
	for _, m := range r.Marks[:min(markRows, len(r.Marks))] {
		node := "–"
		if m.Node != 0 {
			node = fmt.Sprint(m.Node)
		}
		t.Rows = append(t.Rows, []string{formatSpan(m.Seconds), node, m.What, string(m.Kind)})
	}
	return t
}
