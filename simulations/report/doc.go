// Package report turns a run into results: numbers in results.json and nodes.csv, every fact in events.jsonl, and pictures
// on one page of HTML that needs no network. A page of its own lays two runs over each other.
//
// A Collector is fed facts and looks at the world now and then; it never changes one. Whatever grows with the length of a
// run is thinned to a bounded size while the run goes on, so that ten thousand nodes make a page as small as ten do.
//
//   - results.go, write.go: what there is to know of a run, and the files it is written to
//   - collector.go, series.go, availability.go, marks.go, events.go, row.go: from facts to results
//   - page.go, compare.go, figures.go, tables.go: which pictures there are
//   - axis.go, chart.go, bars.go, heat.go, timeline.go: how they are drawn
package report
