package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// The size of each picture in SVG units. A desktop browser shows one unit as about one pixel.
const (
	width, height = 520.0, 290.0
	left, right   = 66.0, 22.0
	top, bottom   = 14.0, 44.0
)

// scale maps values from..to to positions start..end.
type scale struct{ from, to, start, end float64 }

func (s scale) at(v float64) float64 {
	if s.to <= s.from {
		return s.start
	}
	return s.start + (v-s.from)/(s.to-s.from)*(s.end-s.start)
}

// ticks returns round values within a range, about count of them.
func ticks(from, to float64, count int) []float64 {
	if !(to > from) || math.IsInf(to-from, 0) {
		return []float64{from}
	}
	step := math.Pow(10, math.Floor(math.Log10((to-from)/float64(count))))
	for _, factor := range []float64{1, 2, 5, 10} {
		if (to-from)/(step*factor) <= float64(count) {
			step *= factor
			break
		}
	}
	var values []float64
	for i := math.Ceil(from / step); i*step <= to+step*1e-9; i++ {
		values = append(values, i*step)
	}
	return values
}

// formatNumber returns a number with three significant digits and a decimal prefix.
func formatNumber(v float64) string {
	switch {
	case v == 0:
		return "0"
	case math.Abs(v) >= 1e9:
		return strconv.FormatFloat(v/1e9, 'g', 3, 64) + " G"
	case math.Abs(v) >= 1e6:
		return strconv.FormatFloat(v/1e6, 'g', 3, 64) + " M"
	case math.Abs(v) >= 1000:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// timeUnit chooses the unit of an axis that ends at so many seconds.
func timeUnit(seconds float64) (unit string, perUnit float64) {
	switch {
	case seconds >= 4*3600:
		return "hours", 3600
	case seconds >= 4*60:
		return "minutes", 60
	}
	return "seconds", 1
}

// formatSpan returns a time in a suitable unit.
func formatSpan(seconds float64) string {
	unit, per := timeUnit(seconds)
	short := map[string]string{"hours": "h", "minutes": "min", "seconds": "s"}[unit]
	return formatNumber(seconds/per) + "\u00a0" + short // a no-break space
}

// formatBytes returns a number of bytes with its unit.
func formatBytes(v float64) string { return strings.ReplaceAll(formatNumber(v)+"B", "  ", " ") }

// svgWriter writes the parts of a picture as SVG.
type svgWriter struct{ strings.Builder }

func (p *svgWriter) printf(format string, args ...any) { fmt.Fprintf(&p.Builder, format, args...) }

// text writes a text, which is escaped.
func (p *svgWriter) text(x, y float64, anchor, class, words string) {
	p.printf(`<text x="%.1f" y="%.1f" text-anchor="%s" class="%s">%s</text>`, x, y, anchor, class,
		html.EscapeString(words))
}

// open begins a picture. A screen reader reads the label instead of the picture.
func (p *svgWriter) open(label string) {
	p.printf(`<svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s">`, width, height, html.EscapeString(label))
}

// frame draws both axes with their ticks and names. The scale x is in the unit that its name says.
func (p *svgWriter) frame(x, y scale, xName, yName string, yText func(float64) string) {
	for _, v := range ticks(y.from, y.to, 5) {
		p.printf(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" class="grid"/>`, x.start, x.end, y.at(v), y.at(v))
		p.text(left-7, y.at(v)+4, "end", "tick", yText(v))
	}
	p.bottom(x, xName)
	p.printf(`<text transform="translate(13 %.1f) rotate(-90)" text-anchor="middle" class="name">%s</text>`,
		(top+height-bottom)/2, html.EscapeString(yName))
}

// bottom draws only the x axis.
func (p *svgWriter) bottom(x scale, name string) {
	base := height - bottom
	p.printf(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" class="axis"/>`, x.start, x.end, base, base)
	for _, v := range ticks(x.from, x.to, 7) {
		p.printf(`<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" class="axis"/>`, x.at(v), x.at(v), base, base+4)
		p.text(x.at(v), base+18, "middle", "tick", formatNumber(v))
	}
	p.text((x.start+x.end)/2, height-6, "middle", "name", name)
}

// tip adds an invisible rectangle that shows a text when the pointer is over it.
func (p *svgWriter) tip(x, y, w, h float64, words string) {
	p.printf(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="tip" data-tip="%s"/>`, x, y, max(w, 0),
		max(h, 0), html.EscapeString(words))
}
