package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
)

// The colours of the availability map, from one copy to the highest number. Pieces without a copy have a warning
// colour.
var (
	heatNone = color.RGBA{0xc8, 0x3c, 0x3c, 0xff}
	heatFew  = color.RGBA{0xdc, 0xe9, 0xf8, 0xff}
	heatMost = color.RGBA{0x0c, 0x37, 0x74, 0xff}
)

// heatOf returns the colour of a number of copies. The scale is logarithmic, because differences between rare pieces
// matter most.
func heatOf(copies, highest int) color.RGBA {
	if copies <= 0 {
		return heatNone
	}
	share := 1.0
	if highest > 1 {
		share = math.Log(float64(copies)) / math.Log(float64(highest))
	}
	blend := func(a, b uint8) uint8 { return uint8(float64(a) + share*(float64(b)-float64(a))) }
	return color.RGBA{blend(heatFew.R, heatMost.R), blend(heatFew.G, heatMost.G), blend(heatFew.B, heatMost.B), 0xff}
}

// columns is how many instants the map shows, evenly distributed.
const columns = 100

// drawHeat draws how many running nodes have each piece over time, as an image with one pixel for each instant and
// bucket. The page contains the image itself.
func drawHeat(r *Results) template.HTML {
	s, highest := r.Series, 1
	if len(s.Availability) == 0 || len(s.Availability[0]) == 0 {
		return ""
	}
	for _, row := range s.Availability {
		highest = max(highest, slices.Max(row))
	}
	end := s.Seconds[len(s.Seconds)-1]
	unit, per := timeUnit(end)
	p := &svgWriter{}
	p.printf(`<p class="key"><span><i style="background:%s"></i>no copy</span> `+
		`<span><i style="background:%s"></i>1 copy</span> `+
		`<span><i style="background:%s"></i>%d copies</span></p>`,
		css(heatNone), css(heatFew), css(heatMost), highest)
	p.open("Copies of each piece at running nodes over time")
	x, y := scale{0, max(end/per, 1e-9), left, width - right}, scale{0, float64(s.Pieces), height - bottom, top}
	buckets := len(s.Availability[0])
	pixels := image.NewRGBA(image.Rect(0, 0, columns, buckets))
	step := (x.end - x.start) / columns
	tips := &svgWriter{}
	for i := range columns {
		moment := end * (float64(i) + 0.5) / columns
		row := s.Availability[sampleAt(s.Seconds, moment)]
		sum := 0
		for bucket, copies := range row {
			pixels.SetRGBA(i, buckets-1-bucket, heatOf(copies, highest))
			sum += copies
		}
		tips.tip(x.start+float64(i)*step, top, step, height-bottom-top,
			fmt.Sprintf("after %s: the rarest piece has %d copies, the most common %d, %s on average",
				formatSpan(moment), slices.Min(row), slices.Max(row), formatNumber(float64(sum)/float64(buckets))))
	}
	var file bytes.Buffer
	if err := png.Encode(&file, pixels); err != nil {
		panic("report: encode an image in memory: " + err.Error()) // writing to a buffer never fails
	}
	p.frame(x, y, "time since the first owners shared, "+unit, "piece", formatNumber)
	p.printf(`<image x="%.1f" y="%.1f" width="%.1f" height="%.1f" `+
		`preserveAspectRatio="none" class="pixels" href="data:image/png;base64,%s"/>`,
		x.start, top, x.end-x.start, height-bottom-top, base64.StdEncoding.EncodeToString(file.Bytes()))
	p.WriteString(tips.String())
	p.printf(`</svg>`)
	return template.HTML(p.String())
}

// sampleAt returns the index of the last sample that is not later than a time, or 0.
func sampleAt(seconds []float64, moment float64) int {
	i, exact := slices.BinarySearch(seconds, moment)
	if !exact && i > 0 {
		i--
	}
	return i
}

func css(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
