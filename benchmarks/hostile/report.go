package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"swarm/benchmarks/internal/figures"
)

// report is the output.
type report struct {
	Benchmark string          `json:"benchmark"`
	Machine   figures.Machine `json:"machine"`
	SizeBytes int64           `json:"size_bytes"`
	Rate      int             `json:"rate_per_s"`
	Seconds   float64         `json:"seconds"`
	Results   []result        `json:"results"`
}

// outcome is what was measured in one scene. Zero means that it was not measured.
type outcome struct {
	Sent            int     `json:"sent,omitempty"` // datagrams or requests of the attacker
	MiBPerSec       float64 `json:"mib_per_s,omitempty"`
	Cores           float64 `json:"cores"` // that all honest processes used
	OwnerMiB        float64 `json:"owner_mib,omitempty"`
	ReceiverMiB     float64 `json:"receiver_mib,omitempty"`
	TrackerMiB      float64 `json:"tracker_mib"`
	RecoverySeconds float64 `json:"recovery_s"` // from the end of the attack to the start of a download of full speed
	P99Millis       float64 `json:"p99_ms,omitempty"`
	Requests        int     `json:"requests,omitempty"`
	Failed          int     `json:"failed,omitempty"` // honest requests that were refused or not answered in time
}

// result is one attack.
type result struct {
	Attack      string  `json:"attack"`
	Honest      outcome `json:"honest"`
	Control     outcome `json:"control"`
	Attacked    outcome `json:"attacked"`
	RateShare   float64 `json:"rate_share"`   // of the rate beside the control flood
	MemoryRatio float64 `json:"memory_ratio"` // of the process whose memory grew most: peak over honest peak
}

// compare computes the ratios.
func (r *result) compare(tracker bool) {
	if !tracker && r.Control.MiBPerSec > 0 {
		r.RateShare = r.Attacked.MiBPerSec / r.Control.MiBPerSec
	}
	for _, pair := range [][2]float64{{r.Attacked.OwnerMiB, r.Honest.OwnerMiB},
		{r.Attacked.ReceiverMiB, r.Honest.ReceiverMiB}, {r.Attacked.TrackerMiB, r.Honest.TrackerMiB}} {
		if pair[1] > 0 {
			r.MemoryRatio = math.Max(r.MemoryRatio, pair[0]/pair[1])
		}
	}
}

func (r *report) write(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	fmt.Fprintf(out, "%d bytes; attacks of %.0f s, at most %d/s; %v\n\n", r.SizeBytes, r.Seconds, r.Rate, r.Machine)
	rows := [][]string{{"", "sent", "alone, MiB/s", "control", "attacked", "× control", "owner, MiB", "receiver",
		"tracker",
		"× honest", "cores", "full speed after, s", "p99 alone, ms", "attacked", "failed"}}
	for _, line := range r.Results {
		rows = append(rows, line.cells())
	}
	return figures.Table(out, rows)
}

func (r *result) cells() []string {
	a := r.Attacked
	recovery := cell(a.RecoverySeconds, 1)
	if a.MiBPerSec > 0 && a.RecoverySeconds == 0 {
		recovery = "0.0"
	}
	return []string{r.Attack, fmt.Sprint(a.Sent), cell(r.Honest.MiBPerSec, 0), cell(r.Control.MiBPerSec, 0),
		cell(a.MiBPerSec, 0), cell(r.RateShare, 2), cell(a.OwnerMiB, 0), cell(a.ReceiverMiB, 0), cell(a.TrackerMiB, 0),
		cell(r.MemoryRatio, 2), cell(a.Cores, 2), recovery, cell(r.Honest.P99Millis, 1), cell(a.P99Millis, 1),
		fmt.Sprintf("%d/%d", a.Failed, a.Requests)}
}

// cell formats a figure, or "-" if it was not measured.
func cell(value float64, decimals int) string {
	if value == 0 || math.IsNaN(value) {
		return "-"
	}
	return fmt.Sprintf("%.*f", decimals, value)
}
