package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// line is one curve.
type line struct {
	name   string
	class  string // s1, s2 or s3, and soft or dash
	xs, ys []float64
	step   bool // the value is constant until the next one
}

// rule is a vertical line with a name.
type rule struct {
	at   float64
	name string
}

// chart is curves over time, or over any other number.
type chart struct {
	label  string // for screen readers
	xName  string
	yName  string
	xTo    float64
	yTo    float64
	yText  func(float64) string
	lines  []line
	rules  []rule
	tips   []string // one text for each x of the first line
	legend bool
}

// draw returns the picture below its legend.
func (c chart) draw() template.HTML {
	p := &svgWriter{}
	if c.legend {
		c.key(p)
	}
	x, y := scale{0, max(c.xTo, 1e-9), left, width - right}, scale{0, max(c.yTo, 1e-9), height - bottom, top}
	p.open(c.label)
	p.frame(x, y, c.xName, c.yName, c.yText)
	for _, r := range c.rules {
		c.rule(p, x, r)
	}
	for _, l := range c.lines {
		p.printf(`<path d="%s" class="line %s"/>`, l.svgPath(x, y), l.class)
	}
	c.overlay(p, x)
	p.printf(`</svg>`)
	return template.HTML(p.String())
}

func (c chart) key(p *svgWriter) {
	p.printf(`<p class="key">`)
	for _, l := range c.lines {
		p.printf(`<span><svg class="swatch" viewBox="0 0 22 8" aria-hidden="true">`+
			`<line x1="1" x2="21" y1="4" y2="4" class="line %s"/></svg>%s</span> `,
			l.class, template.HTMLEscapeString(l.name))
	}
	p.printf(`</p>`)
}

// rule draws a vertical line. Its name is placed where a rising curve leaves space: at the bottom right of the line
// in the left half, at the top left of it in the right half.
func (c chart) rule(p *svgWriter, x scale, r rule) {
	if r.at > x.to || r.at < 0 {
		return
	}
	at, anchor, off, level := x.at(r.at), "start", 5.0, height-bottom-8
	if at > (x.start+x.end)/2 {
		anchor, off, level = "end", -5, top+12
	}
	p.printf(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" class="rule"/>`, at, at, top, height-bottom)
	p.text(at+off, level, anchor, "rulename", r.name)
}

// overlay adds the tips, one over each sample.
func (c chart) overlay(p *svgWriter, x scale) {
	if len(c.tips) == 0 || len(c.lines) == 0 {
		return
	}
	xs := c.lines[0].xs
	for i, words := range c.tips {
		from, to := x.start, x.end
		if i > 0 {
			from = x.at((xs[i-1] + xs[i]) / 2)
		}
		if i < len(xs)-1 {
			to = x.at((xs[i] + xs[i+1]) / 2)
		}
		p.tip(from, top, to-from, height-bottom-top, words)
	}
}

// svgPath returns the curve as SVG path data. Values that are not numbers leave a gap.
func (l line) svgPath(x, y scale) string {
	var d strings.Builder
	move := true
	for i := range l.xs {
		if math.IsNaN(l.ys[i]) {
			move = true
			continue
		}
		px, py := x.at(l.xs[i]), y.at(min(l.ys[i], y.to))
		switch {
		case move:
			fmt.Fprintf(&d, "M%.1f %.1f", px, py)
		case l.step:
			fmt.Fprintf(&d, "H%.1fV%.1f", px, py)
		default:
			fmt.Fprintf(&d, "L%.1f %.1f", px, py)
		}
		move = false
	}
	return d.String()
}

func percent(v float64) string { return fmt.Sprintf("%.0f\u00a0%%", v) }
