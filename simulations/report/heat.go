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

// The colours of the map, from one copy to the most; no copy is the colour of a warning.
var (
	heatNone = color.RGBA{0xc8, 0x3c, 0x3c, 0xff}
	heatFew  = color.RGBA{0xdc, 0xe9, 0xf8, 0xff}
	heatMost = color.RGBA{0x0c, 0x37, 0x74, 0xff}
)

// heatOf gives the colour of a number of copies; equal steps are equal factors, because rare pieces matter most.
func heatOf(copies, most int) color.RGBA {
	if copies <= 0 {
		return heatNone
	}
	share := 1.0
	if most > 1 {
		share = math.Log(float64(copies)) / math.Log(float64(most))
	}
	blend := func(a, b uint8) uint8 { return uint8(float64(a) + share*(float64(b)-float64(a))) }
	return color.RGBA{blend(heatFew.R, heatMost.R), blend(heatFew.G, heatMost.G), blend(heatFew.B, heatMost.B), 0xff}
}

// columns is how many moments the map shows, evenly spread.
const columns = 100

// drawHeat draws how many living nodes have each piece over time: an image of one pixel for each moment and bucket, which
// lies in the page itself.
func drawHeat(r *Results) template.HTML {
	s, most := r.Series, 1
	if len(s.Availability) == 0 || len(s.Availability[0]) == 0 {
		return ""
	}
	for _, row := range s.Availability {
		most = max(most, slices.Max(row))
	}
	end := s.Seconds[len(s.Seconds)-1]
	unit, per := timeUnit(end)
	p := &svgWriter{}
	p.printf(`<p class="key"><span><i style="background:%s"></i>nobody has it</span> <span><i style="background:%s"></i>1 copy</span> <span><i style="background:%s"></i>%d copies</span></p>`,
		css(heatNone), css(heatFew), css(heatMost), most)
	p.open("Copies of each piece at living nodes over time")
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
			pixels.SetRGBA(i, buckets-1-bucket, heatOf(copies, most))
			sum += copies
		}
		tips.tip(x.start+float64(i)*step, top, step, height-bottom-top, fmt.Sprintf("after %s: the rarest piece has %d copies, the most common %d, %s on average",
			formatSpan(moment), slices.Min(row), slices.Max(row), formatNumber(float64(sum)/float64(buckets))))
	}
	var file bytes.Buffer
	if err := png.Encode(&file, pixels); err != nil {
		panic("report: encode an image in memory: " + err.Error()) // a buffer takes everything
	}
	p.frame(x, y, "time since the first owners shared, "+unit, "piece", formatNumber)
	p.printf(`<image x="%.1f" y="%.1f" width="%.1f" height="%.1f" preserveAspectRatio="none" class="pixels" href="data:image/png;base64,%s"/>`,
		x.start, top, x.end-x.start, height-bottom-top, base64.StdEncoding.EncodeToString(file.Bytes()))
	p.WriteString(tips.String())
	p.printf(`</svg>`)
	return template.HTML(p.String())
}

// sampleAt gives the last sample that is not later than a moment, or the first.
func sampleAt(seconds []float64, moment float64) int {
	i, exact := slices.BinarySearch(seconds, moment)
	if !exact && i > 0 {
		i--
	}
	return i
}

func css(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
