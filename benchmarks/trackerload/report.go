package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"swarm/benchmarks/internal/figures"
)

// report is the output.
type report struct {
	Benchmark   string          `json:"benchmark"`
	Machine     figures.Machine `json:"machine"`
	Nodes       int             `json:"nodes"`
	Files       int             `json:"files"`
	Holdings    int             `json:"files_per_node"`
	Connections int             `json:"connections"`
	TrackerRSS  int64           `json:"tracker_peak_rss_mib"`
	TrackerAnon int64           `json:"tracker_peak_anon_mib"`
	Results     []row           `json:"results"`
}

// row is one mode.
type row struct {
	Mode string `json:"mode"`
	Full rates  `json:"full"`
	Half rates  `json:"half"`
}

// rates is one load.
type rates struct {
	Requests       int     `json:"requests"`
	RequestsPerSec float64 `json:"requests_per_s"`
	PerCPUSecond   float64 `json:"requests_per_cpu_s"` // CPU of the tracker; 0 if unknown
	P50            float64 `json:"p50_ms"`
	P99            float64 `json:"p99_ms"`
	Late99         float64 `json:"loader_late_p99_ms"` // how late the loader was; 0 at full load, where nothing is due
	Others         float64 `json:"others_cores"`
}

func (o outcome) figures() rates {
	if o.requests == 0 {
		return rates{}
	}
	ms, late := milliseconds(o.latencies), milliseconds(o.late)
	r := rates{Requests: o.requests, RequestsPerSec: float64(o.requests) / o.elapsed.Seconds(),
		Others: o.others, P50: figures.Quantile(ms, 0.5), P99: figures.Quantile(ms, 0.99)}
	if len(late) > 0 {
		r.Late99 = figures.Quantile(late, 0.99)
	}
	if o.cpuKnown && o.cpu > 0 {
		r.PerCPUSecond = float64(o.requests) / o.cpu.Seconds()
	}
	return r
}

// milliseconds returns the times in ascending order.
func milliseconds(times []time.Duration) []float64 {
	var ms []float64
	for _, t := range times {
		ms = append(ms, t.Seconds()*1000)
	}
	slices.Sort(ms)
	return ms
}

func (r report) write(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	fmt.Fprintf(out, "%d nodes with %d files each, of %d; %d connections; %v\n"+
		"tracker: peak RSS %d MiB, anonymous %d MiB\n\n",
		r.Nodes, min(r.Holdings, r.Files), r.Files, r.Connections, r.Machine, r.TrackerRSS, r.TrackerAnon)
	rows := [][]string{{"", "requests/s", "per CPU-s", "p50, ms", "p99, ms", "others", "at half: req/s", "per CPU-s",
		"p50, ms", "p99, ms", "others", "loader late p99, ms"}}
	for _, line := range r.Results {
		rows = append(rows, append(append([]string{line.Mode}, line.Full.cells()...),
			append(line.Half.cells(), fmt.Sprintf("%.2f", line.Half.Late99))...))
	}
	return figures.Table(out, rows)
}

func (r rates) cells() []string {
	perCPU := "-"
	if r.PerCPUSecond > 0 {
		perCPU = fmt.Sprintf("%.0f", r.PerCPUSecond)
	}
	return []string{fmt.Sprintf("%.0f", r.RequestsPerSec), perCPU, fmt.Sprintf("%.2f", r.P50),
		fmt.Sprintf("%.2f", r.P99),
		fmt.Sprintf("%.2f", r.Others)}
}
