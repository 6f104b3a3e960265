package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"swarm/benchmarks/internal/figures"
)

// report is the output.
type report struct {
	Benchmark string          `json:"benchmark"`
	Mode      string          `json:"mode"`
	Title     string          `json:"title"`
	Machine   figures.Machine `json:"machine"`
	Rows      []row           `json:"rows"`
	LateMean  float64         `json:"late_mean_ms"`    // how late packets left their links, in the worst run
	LateMax   float64         `json:"late_most_ms"`    // the same, of the latest packet
	Others    float64         `json:"others_cores"`    // cores that other programs used, in the worst run
	Refused   int64           `json:"packets_refused"` // by TUN devices; if there are any, more was lost than requested
	Timeline  []point         `json:"timeline,omitempty"`
}

// row is one flow in one run.
type row struct {
	Name        string  `json:"name"`
	LossPercent float64 `json:"loss_percent"`
	Seconds     float64 `json:"seconds"`
	Mbits       float64 `json:"goodput_mbit_per_s"`
	Share       float64 `json:"share"`             // of the rate, or of the sum of all flows
	SentOver    float64 `json:"payload_sent_over"` // payload that was sent, divided by payload that was needed
	WireOver    float64 `json:"wire_sent_over"`    // the same with all headers; 0 if unknown
	Lost        int64   `json:"packets_lost"`      // lost at random
	Dropped     int64   `json:"packets_dropped"`   // dropped by a full queue
	Note        string  `json:"note,omitempty"`
}

func (r *report) add(line row) { r.Rows = append(r.Rows, line) }

func (r *report) write(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	fmt.Fprintf(out, "%s; %v\npackets were late by %.1f ms on average, %.1f ms at most; %d were refused; "+
		"other programs used %.2f cores at most\n\n",
		r.Title, r.Machine, r.LateMean, r.LateMax, r.Refused, r.Others)
	if err := figures.Table(out, r.table()); err != nil {
		return err
	}
	if len(r.Timeline) == 0 {
		return nil
	}
	maxRate := 1e-9
	for _, p := range r.Timeline {
		maxRate = max(maxRate, p.Mbits)
	}
	fmt.Fprintln(out, "\nrate, from the stop on:")
	for _, p := range r.Timeline {
		fmt.Fprintf(out, "%+5.1f s %7.1f Mbit/s %s\n", p.Seconds, p.Mbits, strings.Repeat("#", int(50*p.Mbits/maxRate)))
	}
	return nil
}

// table returns one line for each name and loss, with medians of the rounds.
func (r *report) table() [][]string {
	type key struct {
		name string
		loss float64
	}
	var order []key
	rounds := map[key][]row{}
	for _, line := range r.Rows {
		k := key{line.Name, line.LossPercent}
		if rounds[k] == nil {
			order = append(order, k)
		}
		rounds[k] = append(rounds[k], line)
	}
	lines := [][]string{{"", "loss, %", "s", "Mbit/s", "share, %", "sent / needed", "with headers", "lost", "dropped",
		""}}
	for _, k := range order {
		spread := func(pick func(row) float64) figures.Spread {
			var values []float64
			for _, line := range rounds[k] {
				values = append(values, pick(line))
			}
			return figures.SpreadOf(values)
		}
		var notes []string
		for _, line := range rounds[k] {
			if line.Note != "" {
				notes = append(notes, line.Note)
			}
		}
		lines = append(lines, []string{k.name, fmt.Sprintf("%.3g", k.loss),
			spread(func(l row) float64 { return l.Seconds }).Cell(2),
			spread(func(l row) float64 { return l.Mbits }).Cell(1),
			ratio(100*spread(func(l row) float64 { return l.Share }).Median, 1),
			ratio(spread(func(l row) float64 { return l.SentOver }).Median, 3),
			ratio(spread(func(l row) float64 { return l.WireOver }).Median, 3),
			fmt.Sprintf("%.0f", spread(func(l row) float64 { return float64(l.Lost) }).Median),
			fmt.Sprintf("%.0f", spread(func(l row) float64 { return float64(l.Dropped) }).Median),
			strings.Join(notes, "; ")})
	}
	return lines
}

func ratio(value float64, decimals int) string {
	if value == 0 {
		return "-"
	}
	return fmt.Sprintf("%.*f", decimals, value)
}
