package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"swarm/benchmarks/internal/figures"
)

// report is what is printed.
type report struct {
	Benchmark string          `json:"benchmark"`
	Mode      string          `json:"mode"`
	Title     string          `json:"title"`
	Machine   figures.Machine `json:"machine"`
	Rows      []row           `json:"rows"`
	Timeline  []point         `json:"timeline,omitempty"`
}

// row is one flow in one run.
type row struct {
	Name        string  `json:"name"`
	LossPercent float64 `json:"loss_percent"`
	Seconds     float64 `json:"seconds"`
	Mbits       float64 `json:"goodput_mbit_per_s"`
	Share       float64 `json:"share"`             // of the rate, or of what all had together
	SentOver    float64 `json:"payload_sent_over"` // payload that was sent, over payload that was needed
	WireOver    float64 `json:"wire_sent_over"`    // the same with all headers; 0 is not told
	Lost        int64   `json:"packets_lost"`      // at random
	Dropped     int64   `json:"packets_dropped"`   // by the queue
	Note        string  `json:"note,omitempty"`
}

func (r *report) add(line row) { r.Rows = append(r.Rows, line) }

func (r *report) write(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	fmt.Fprintf(out, "%s; %v\n\n", r.Title, r.Machine)
	rows := [][]string{{"", "loss, %", "s", "Mbit/s", "share, %", "sent / needed", "with headers", "lost", "dropped", ""}}
	for _, line := range r.Rows {
		rows = append(rows, []string{line.Name, fmt.Sprintf("%.3g", line.LossPercent), fmt.Sprintf("%.2f", line.Seconds), fmt.Sprintf("%.1f", line.Mbits),
			ratio(line.Share*100, 1), ratio(line.SentOver, 3), ratio(line.WireOver, 3),
			fmt.Sprint(line.Lost), fmt.Sprint(line.Dropped), line.Note})
	}
	if err := figures.Table(out, rows); err != nil {
		return err
	}
	if len(r.Timeline) == 0 {
		return nil
	}
	most := 1e-9
	for _, p := range r.Timeline {
		most = max(most, p.Mbits)
	}
	fmt.Fprintln(out, "\nrate, from the stop on:")
	for _, p := range r.Timeline {
		fmt.Fprintf(out, "%+5.1f s %7.1f Mbit/s %s\n", p.Seconds, p.Mbits, strings.Repeat("#", int(50*p.Mbits/most)))
	}
	return nil
}

func ratio(value float64, decimals int) string {
	if value == 0 {
		return "-"
	}
	return fmt.Sprintf("%.*f", decimals, value)
}
