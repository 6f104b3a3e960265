package report

import (
	"fmt"
	"html/template"
	"slices"
)

// maxBars limits the bars of the upload picture. If there are more nodes, each bar stands for several.
const maxBars = 100

// bar is some nodes that uploaded about the same.
type bar struct {
	copies float64 // what they sent on average, in copies of all files
	first  bool    // one of them is a first owner
	tip    string
}

// uploadBars returns the bars, the highest first.
func uploadBars(r *Results) []bar {
	nodes := slices.Clone(r.Nodes)
	slices.SortStableFunc(nodes, func(a, b Node) int { return int(min(max(b.Up-a.Up, -1), 1)) })
	total, count := int64(0), min(len(nodes), maxBars)
	for _, n := range nodes {
		total += n.Up
	}
	bars := make([]bar, count)
	for i := range bars {
		group := nodes[i*len(nodes)/count : (i+1)*len(nodes)/count]
		sum := int64(0)
		for _, n := range group {
			sum += n.Up
			bars[i].first = bars[i].first || !n.Wanted
		}
		bars[i].copies = float64(sum) / float64(len(group)) / float64(max(r.FileBytes, 1))
		who := fmt.Sprintf("node %d", group[0].ID)
		if len(group) > 1 {
			who = fmt.Sprintf("%d nodes, each", len(group))
		}
		bars[i].tip = fmt.Sprintf("%s: %s copies sent; %.1f %% of all uploads", who, formatNumber(bars[i].copies),
			100*float64(sum)/float64(max(total, 1)))
	}
	return bars
}

// drawUploads draws how much each node sent.
func drawUploads(r *Results) template.HTML {
	bars, highest := uploadBars(r), 1.0
	for _, b := range bars {
		highest = max(highest, b.copies)
	}
	p := &svgWriter{}
	p.printf(`<p class="key"><span><i class="s2"></i>first owners</span> ` +
		`<span><i class="s1"></i>nodes that fetched</span></p>`)
	p.open("Copies of the file that each node sent, in descending order")
	x, y := scale{0, float64(len(r.Nodes)), left, width - right}, scale{0, highest * 1.08, height - bottom, top}
	p.frame(x, y, "nodes, in order of what they sent", "copies sent", formatNumber)
	step := (x.end - x.start) / float64(max(len(bars), 1))
	gap := min(2, step/4)
	for i, b := range bars {
		class, at := "s1", x.start+float64(i)*step
		if b.first {
			class = "s2"
		}
		p.printf(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="bar %s"/>`, at+gap/2, y.at(b.copies),
			step-gap, y.start-y.at(b.copies), class)
		p.tip(at, top, step, y.start-top, b.tip)
	}
	p.printf(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" class="rule"/>`, x.start, x.end, y.at(1), y.at(1))
	p.text(x.end-3, y.at(1)-5, "end", "rulename", "what each node received")
	p.printf(`</svg>`)
	return template.HTML(p.String())
}
