package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
)

// side is one run in a picture, which shows one or two.
type side struct {
	name    string
	class   string
	results *Results
}

// drawCompletion draws how many nodes are done over time, and the lower bound.
func drawCompletion(sides []side) template.HTML {
	end := longest(sides)
	unit, per := timeUnit(end)
	c := chart{label: "Share of the nodes that have the file over time",
		xName: "time since the first owners shared, " + unit, yName: "nodes that are done",
		xTo: end / per, yTo: 100, yText: percent, legend: len(sides) > 1}
	for _, s := range sides {
		wanting := 0
		for _, n := range s.results.Nodes {
			if n.Wanted {
				wanting++
			}
		}
		l := line{name: s.name, class: s.class, step: true}
		for i, at := range s.results.Series.Seconds {
			l.xs = append(l.xs, at/per)
			l.ys = append(l.ys, 100*float64(s.results.Series.Done[i])/float64(max(wanting, 1)))
			if len(sides) == 1 {
				c.tips = append(c.tips,
					fmt.Sprintf("after %s: %d of %d done, %d arrived", formatSpan(at), s.results.Series.Done[i],
						wanting, s.results.Series.Arrived[i]))
			}
		}
		c.lines = append(c.lines, l)
	}
	if r := sides[0].results; r.BoundSeconds > 0 {
		c.rules = append(c.rules, rule{at: (firstArrival(r) + r.BoundSeconds) / per,
			name: "lower bound " + formatSpan(r.BoundSeconds)})
	}
	return c.draw()
}

// firstArrival returns when the first node began to fetch. The lower bound counts from there.
func firstArrival(r *Results) float64 {
	first := math.Inf(1)
	for _, n := range r.Nodes {
		if n.Wanted {
			first = min(first, n.Arrived)
		}
	}
	if math.IsInf(first, 1) {
		return 0
	}
	return first
}

func longest(sides []side) float64 {
	end := 0.0
	for _, s := range sides {
		end = max(end, s.results.VirtualSeconds)
	}
	return end
}

// times returns how long each node took, in ascending order.
func times(r *Results) []float64 {
	var took []float64
	for _, n := range r.Nodes {
		if t, done := n.Took(); done {
			took = append(took, t)
		}
	}
	slices.Sort(took)
	return took
}

// quantile returns the value below which a share of sorted values lies, or NaN without values.
func quantile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return sorted[max(int(math.Ceil(share*float64(len(sorted))))-1, 0)]
}

// drawDistribution draws which share of the nodes was done within each time.
func drawDistribution(sides []side) template.HTML {
	end := 0.0
	for _, s := range sides {
		if took := times(s.results); len(took) > 0 {
			end = max(end, took[len(took)-1])
		}
	}
	unit, per := timeUnit(end)
	c := chart{label: "Cumulative distribution of download times", xName: "time from arrival until done, " + unit,
		yName: "share of the nodes", xTo: end * 1.03 / per,
		yTo: 100, yText: percent, legend: len(sides) > 1}
	for _, s := range sides {
		took := times(s.results)
		l := line{name: s.name, class: s.class, step: true, xs: []float64{0}, ys: []float64{0}}
		for i := range 101 {
			if q := quantile(took, float64(i)/100); !math.IsNaN(q) {
				l.xs, l.ys = append(l.xs, q/per), append(l.ys, float64(i))
			}
		}
		c.lines = append(c.lines, l)
		if len(sides) == 1 && len(took) > 0 {
			for i := range l.xs {
				c.tips = append(c.tips, fmt.Sprintf("%.0f %% took %s or less", l.ys[i], formatSpan(l.xs[i]*per)))
			}
			c.rules = []rule{{at: quantile(took, 0.5) / per, name: "median " + formatSpan(quantile(took, 0.5))}}
		}
	}
	return c.draw()
}

// drawUse draws how much of the uplinks and downlinks is in use: in percent of their rates, or in Mbit/s if one has
// no limit.
func drawUse(sides []side) template.HTML {
	end := longest(sides)
	unit, per := timeUnit(end)
	share := true
	for _, s := range sides {
		share = share && limited(s.results.Series)
	}
	c := chart{label: "Use of up- and downlinks over time", xName: "time since the first owners shared, " + unit,
		xTo: end / per, legend: true}
	c.yName, c.yText, c.yTo = "Mbit/s of payload", formatNumber, 0
	if share {
		c.yName, c.yText, c.yTo = "share of the links' rates", percent, 100
	}
	for _, s := range sides {
		up, down := useCurves(s, per, share)
		if len(sides) == 1 {
			up.name, up.class, down.name, down.class = "uplinks", "s1", "downlinks", "s2"
			for i := range up.xs {
				c.tips = append(c.tips,
					fmt.Sprintf("until %s: uplinks %s, downlinks %s", formatSpan(up.xs[i]*per), c.amount(up.ys[i]),
						c.amount(down.ys[i])))
			}
			c.lines = append(c.lines, up, down)
		} else {
			up.name, up.class = s.name+", uplinks", s.class
			c.lines = append(c.lines, up)
		}
		for i := range up.ys {
			c.yTo = max(c.yTo, up.ys[i], down.ys[i])
		}
	}
	if share {
		// after a link's rate was reduced, blocks that were queued before count as more than 100 %
		c.yTo = min(c.yTo, 120)
	}
	return c.draw()
}

func (c chart) amount(v float64) string {
	if c.yName == "Mbit/s of payload" {
		return formatNumber(v) + " Mbit/s"
	}
	return percent(v)
}

// limited reports whether every link had a limit all the time.
func limited(s Series) bool {
	for i := range s.UpRate {
		if s.UpRate[i] <= 0 || s.DownRate[i] <= 0 {
			return false
		}
	}
	return len(s.UpRate) > 0
}

// usePoints is how many points a curve of use has: fewer than there are samples, to smooth out bursts.
const usePoints = 60

// useCurves returns the use of uplinks and downlinks between samples.
func useCurves(run side, per float64, share bool) (up, down line) {
	s := run.results.Series
	stride := max(len(s.Seconds)/usePoints, 1)
	for i := stride; i < len(s.Seconds); i += stride {
		took := s.Seconds[i] - s.Seconds[i-stride]
		if took <= 0 {
			continue
		}
		rate := func(total, capacity []int64) float64 {
			bytes := float64(total[i]-total[i-stride]) / took
			if share {
				return 100 * bytes / float64(max(capacity[i], capacity[i-stride], 1))
			}
			return bytes * 8 / 1e6
		}
		up.xs, down.xs = append(up.xs, s.Seconds[i]/per), append(down.xs, s.Seconds[i]/per)
		up.ys, down.ys = append(up.ys, rate(s.Sent, s.UpRate)), append(down.ys, rate(s.Landed, s.DownRate))
	}
	return up, down
}
