package report

import (
	"fmt"
	"io"
	"math"
)

// Compare writes a page that shows two runs in the same pictures.
func Compare(to io.Writer, a, b *Results) error {
	nameA, nameB := runNames(a, b)
	both := []side{{name: nameA, class: "s1", results: a}, {name: nameB, class: "s2", results: b}}
	p := page{Title: nameA + " and " + nameB, Tables: []table{comparisonTable(nameA, nameB, a, b)},
		Foot: fmt.Sprintf("%s: seed %d, commit %s, trace %s. %s: seed %d, commit %s, trace %s.", nameA, a.Seed,
			a.Commit, a.Trace, nameB, b.Seed, b.Commit, b.Trace)}
	p.Facts = []figureFact{{Name: nameA, Value: spanOrDash(a.MeasuredSeconds)},
		{Name: nameB, Value: spanOrDash(b.MeasuredSeconds)}}
	if a.MeasuredSeconds > 0 && b.MeasuredSeconds > 0 {
		p.Facts = append(p.Facts, figureFact{Name: "time of the second run, relative to the first",
			Value: percent(100 * b.MeasuredSeconds / a.MeasuredSeconds)})
	}
	note := "The dashed line is the lower bound of the first run."
	if a.BoundSeconds <= 0 {
		note = "The first run has no lower bound."
	}
	p.add("Nodes that have the file, over time", note, drawCompletion(both))
	p.add("Download times", "From a node's arrival until it had everything that it fetched.", drawDistribution(both))
	p.add("Use of the uplinks", "Payload, retransmissions included.", drawUse(both))
	return p.write(to)
}

// runNames names two runs by what differs: the scenario, or else the seed, or else the commit.
func runNames(a, b *Results) (string, string) {
	switch {
	case a.Scenario != b.Scenario:
		return a.Scenario, b.Scenario
	case a.Seed != b.Seed:
		return fmt.Sprintf("%s, seed %d", a.Scenario, a.Seed), fmt.Sprintf("%s, seed %d", b.Scenario, b.Seed)
	case a.Commit != b.Commit:
		return fmt.Sprintf("%s at %.8s", a.Scenario, a.Commit), fmt.Sprintf("%s at %.8s", b.Scenario, b.Commit)
	}
	return a.Scenario + ", first", b.Scenario + ", second"
}

// comparisonTable returns the figures of both runs.
func comparisonTable(nameA, nameB string, a, b *Results) table {
	t := table{Title: "Figures of both runs", Open: true, Head: []string{"", nameA, nameB}}
	row := func(name string, of func(*Results) string) { t.Rows = append(t.Rows, []string{name, of(a), of(b)}) }
	row("nodes that are done", func(r *Results) string {
		done,
			wanting := counts(r)
		return fmt.Sprintf("%d of %d", done, wanting)
	})
	row("until all were done", func(r *Results) string { return spanOrDash(r.MeasuredSeconds) })
	row("lower bound", func(r *Results) string { return formatSpan(r.BoundSeconds) })
	row("efficiency", func(r *Results) string { return fmt.Sprintf("%.3f", r.Efficiency) })
	for _, share := range []float64{0.5, 0.95, 1} {
		row(fmt.Sprintf("time of the fastest %.0f %% of the nodes, at most", 100*share), func(r *Results) string {
			if q := quantile(times(r), share); !math.IsNaN(q) {
				return formatSpan(q)
			}
			return "–"
		})
	}
	row("faults and restarts", func(r *Results) string { return fmt.Sprint(len(r.Marks) + r.MarksLeftOut) })
	row("failures", func(r *Results) string { return fmt.Sprint(len(r.Failures)) })
	return t
}
