// Package report turns a run into results: numbers in results.json and nodes.csv, every fact in events.jsonl, and
// pictures on an HTML page that loads nothing from the network. Another page compares two runs.
//
// A Collector receives facts and samples the world; it never changes one. Everything that grows with the length of a
// run is thinned while the run goes on, so that the page of ten thousand nodes is as small as that of ten.
//
//   - results.go, write.go: the results of a run, and the files they are written to
//   - collector.go, series.go, availability.go, marks.go, events.go, row.go: from facts to results
//   - page.go, compare.go, figures.go, tables.go: the pages and their pictures
//   - axis.go, chart.go, bars.go, heat.go, timeline.go: how pictures are drawn
package report
