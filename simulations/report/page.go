package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
)

//go:embed page.html
var pageText string

//go:embed style.css
var pageStyle string

//go:embed tips.js
var pageScript string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// page is the data of the template.
type page struct {
	Title    string
	Intro    []string
	Failures []string
	Facts    []figureFact
	Figures  []figure
	Tables   []table
	Foot     string
	Style    template.CSS
	Script   template.JS
}

// figureFact is one number at the top of the page.
type figureFact struct{ Name, Value, Class string }

// figure is one picture.
type figure struct {
	Title, Note string
	Picture     template.HTML
}

// table shows the figures of the pictures as text.
type table struct {
	Title string
	Open  bool
	Head  []string
	Rows  [][]string
}

func (p page) write(to io.Writer) error {
	p.Style, p.Script = template.CSS(pageStyle), template.JS(pageScript)
	return pageTemplate.Execute(to, p)
}

// WritePage writes the page of one run.
func WritePage(to io.Writer, r *Results) error {
	single := []side{{name: r.Scenario, class: "s1", results: r}}
	p := page{Title: r.Scenario, Failures: r.Failures, Facts: facts(r),
		Tables: []table{curvesTable(r), slowestTable(r), marksTable(r)},
		Foot:   fmt.Sprintf("Seed %d, commit %s, trace %s.", r.Seed, r.Commit, r.Trace)}
	if r.Claim != "" {
		p.Intro = []string{r.Claim}
	}
	p.add(completionTitle(r), "The dashed line is the lower bound on the time to distribute the file (Kumar and Ross).",
		drawCompletion(single))
	p.add(distributionTitle(r), "From a node's arrival until it had everything that it fetched.",
		drawDistribution(single))
	p.add("Use of the uplinks and downlinks",
		"Payload, in percent of the rates of running nodes' links. Uplinks include retransmissions.", drawUse(single))
	p.add("Uploads of each node", "In copies of the file, in descending order.", drawUploads(r))
	p.add("Copies of each piece", "At running nodes. A row that stands for several pieces shows the rarest of them. "+
		"Colours are logarithmic.", drawHeat(r))
	p.add("Faults, departures and restarts", marksNote(r), drawTimeline(r))
	return p.write(to)
}

// add adds a picture, unless it is empty.
func (p *page) add(title, note string, picture template.HTML) {
	if picture != "" {
		p.Figures = append(p.Figures, figure{title, note, picture})
	}
}

// facts returns the numbers at the top of the page.
func facts(r *Results) []figureFact {
	done, wanting := counts(r)
	all := []figureFact{{"nodes that are done", fmt.Sprintf("%d of %d", done, wanting), grade(done == wanting)}}
	if r.MeasuredSeconds >= 0 {
		all = append(all, figureFact{Name: "until all were done", Value: formatSpan(r.MeasuredSeconds)})
	}
	if r.BoundSeconds > 0 {
		all = append(all, figureFact{Name: "lower bound", Value: formatSpan(r.BoundSeconds)})
	}
	if r.Efficiency > 0 {
		all = append(all, figureFact{Name: "efficiency", Value: fmt.Sprintf("%.3f", r.Efficiency)})
	}
	sent, wasted := int64(0), int64(0)
	for _, n := range r.Nodes {
		sent, wasted = sent+n.Up, wasted+n.Retransmitted
	}
	all = append(all, figureFact{Name: "retransmitted",
		Value: fmt.Sprintf("%.2f %%", 100*float64(wasted)/float64(max(sent, 1)))},
		figureFact{Name: "data", Value: formatBytes(float64(r.FileBytes))})
	if len(r.Failures) > 0 {
		all = append(all, figureFact{"failures", fmt.Sprint(len(r.Failures)), "bad"})
	}
	return append(all, figureFact{Name: "simulated in", Value: formatSpan(r.WallSeconds)})
}

func grade(good bool) string {
	if good {
		return "good"
	}
	return "bad"
}

func counts(r *Results) (done, wanting int) {
	for _, n := range r.Nodes {
		if n.Wanted {
			wanting++
		}
		if _, is := n.Took(); is {
			done++
		}
	}
	return done, wanting
}

func completionTitle(r *Results) string {
	done, wanting := counts(r)
	switch {
	case done < wanting:
		return fmt.Sprintf("%d of %d nodes received the file", done, wanting)
	case r.Efficiency > 0:
		return fmt.Sprintf("All nodes have the file after %s; the lower bound is %s", formatSpan(r.MeasuredSeconds),
			formatSpan(r.BoundSeconds))
	case r.MeasuredSeconds >= 0:
		return "All nodes have the file after " + formatSpan(r.MeasuredSeconds)
	}
	return "Nodes that have the file, over time"
}

func distributionTitle(r *Results) string {
	took := times(r)
	if median := quantile(took, 0.5); !math.IsNaN(median) {
		return fmt.Sprintf("Half of the nodes are done within %s, 95 %% within %s", formatSpan(median),
			formatSpan(quantile(took, 0.95)))
	}
	return "Download times"
}

func marksNote(r *Results) string {
	if r.MarksLeftOut > 0 {
		return fmt.Sprintf("The first %d of %d events.", len(r.Marks), len(r.Marks)+r.MarksLeftOut)
	}
	return "A bar may stand for several events at about the same time."
}
