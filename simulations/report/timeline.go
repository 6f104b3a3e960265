package report

import (
	"fmt"
	"html/template"
)

// maxTicks limits the ticks of one row. Marks at about the same time share one.
const maxTicks = 120

// timelineRows are the rows of the timeline, from top to bottom.
var timelineRows = []MarkKind{MarkCrash, MarkFault, MarkTracker, MarkRestart, MarkFailure}

// drawTimeline draws the marks, with one row for each kind.
func drawTimeline(r *Results) template.HTML {
	if len(r.Marks) == 0 {
		return ""
	}
	unit, per := timeUnit(r.VirtualSeconds)
	p := &svgWriter{}
	p.open("Faults and restarts over time")
	const indent = 130.0
	x := scale{0, max(r.VirtualSeconds/per, 1e-9), indent, width - right}
	rowHeight := (height - bottom - top) / float64(len(timelineRows))
	for i, kind := range timelineRows {
		middle := top + (float64(i)+0.5)*rowHeight
		class := "s1"
		if kind == MarkRestart || kind == MarkFailure {
			class = "s2"
		}
		p.printf(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" class="grid"/>`, x.start, x.end, middle, middle)
		p.text(indent-8, middle+4, "end", "tick", string(kind))
		drawTimelineRow(p, r.Marks, kind, x, per, middle, class)
	}
	p.bottom(x, "time since the first owners shared, "+unit)
	p.printf(`</svg>`)
	return template.HTML(p.String())
}

func drawTimelineRow(p *svgWriter, marks []Mark, kind MarkKind, x scale, per, middle float64, class string) {
	first, count := [maxTicks]string{}, [maxTicks]int{}
	for _, m := range marks {
		if m.Kind != kind {
			continue
		}
		slot := max(0, min(int((x.at(m.Seconds/per)-x.start)/(x.end-x.start)*maxTicks), maxTicks-1))
		if count[slot]++; count[slot] == 1 {
			first[slot] = describe(m)
		}
	}
	step := (x.end - x.start) / maxTicks
	for slot, times := range count {
		if times == 0 {
			continue
		}
		at, words := x.start+float64(slot)*step, first[slot]
		if times > 1 {
			words += fmt.Sprintf(", and %d more", times-1)
		}
		p.printf(`<rect x="%.1f" y="%.1f" width="3" height="18" rx="1" class="bar %s"/>`, at, middle-9, class)
		p.tip(at-3, middle-14, 9, 28, words)
	}
}

func describe(m Mark) string {
	words := formatSpan(m.Seconds) + ": "
	if m.Node != 0 {
		words += fmt.Sprintf("node %d: ", m.Node)
	}
	return words + m.What
}
