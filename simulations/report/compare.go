package report

import (
	"fmt"
	"io"
	"math"
)

// Compare writes a page that lays two runs over each other.
func Compare(to io.Writer, a, b *Results) error {
	nameA, nameB := runNames(a, b)
	both := []side{{name: nameA, class: "s1", results: a}, {name: nameB, class: "s2", results: b}}
	p := page{Title: nameA + " beside " + nameB, Tables: []table{comparisonTable(nameA, nameB, a, b)},
		Foot: fmt.Sprintf("%s: seed %d, commit %s, trace %s. %s: seed %d, commit %s, trace %s.", nameA, a.Seed, a.Commit, a.Trace, nameB, b.Seed, b.Commit, b.Trace)}
	p.Facts = []figureFact{{Name: nameA, Value: spanOrDash(a.MeasuredSeconds)}, {Name: nameB, Value: spanOrDash(b.MeasuredSeconds)}}
	if a.MeasuredSeconds > 0 && b.MeasuredSeconds > 0 {
		p.Facts = append(p.Facts, figureFact{Name: "the second takes, of the first's time", Value: percent(100 * b.MeasuredSeconds / a.MeasuredSeconds)})
	}
	note := "The dashed line is the lower bound of the first."
	if a.BoundSeconds <= 0 {
		note = "There is no lower bound for the first."
	}
	p.add("Nodes that have the file, over time", note, drawCompletion(both))
	p.add("How long nodes took", "From a node's arrival until it had all it fetched.", drawDistribution(both))
	p.add("How much of the uplinks is in use", "Payload, repeated blocks included.", drawUse(both))
	return p.write(to)
}

// names tells two runs apart by what differs: the scenario, else the seed, else the commit.
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

// beside tells both runs in numbers.
func comparisonTable(nameA, nameB string, a, b *Results) table {
	t := table{Title: "Both in numbers", Open: true, Head: []string{"", nameA, nameB}}
	row := func(name string, of func(*Results) string) { t.Rows = append(t.Rows, []string{name, of(a), of(b)}) }
	row("nodes that are done", func(r *Results) string { done, wanting := counts(r); return fmt.Sprintf("%d of %d", done, wanting) })
	row("until all were done", func(r *Results) string { return spanOrDash(r.MeasuredSeconds) })
	row("lower bound", func(r *Results) string { return formatSpan(r.BoundSeconds) })
	row("efficiency", func(r *Results) string { return fmt.Sprintf("%.3f", r.Efficiency) })
	for _, share := range []float64{0.5, 0.95, 1} {
		row(fmt.Sprintf("%.0f %% of the nodes took at most", 100*share), func(r *Results) string {
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
