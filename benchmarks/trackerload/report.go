package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"swarm/benchmarks/internal/figures"
)

// report is what is printed.
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
	PerCPUSecond   float64 `json:"requests_per_cpu_s"` // of the tracker; 0 is not known
	P50            float64 `json:"p50_ms"`
	P99            float64 `json:"p99_ms"`
	Others         float64 `json:"others_cores"`
}

func (o outcome) figures() rates {
	if o.requests == 0 {
		return rates{}
	}
	var ms []float64
	for _, latency := range o.latencies {
		ms = append(ms, latency.Seconds()*1000)
	}
	slices.Sort(ms)
	r := rates{Requests: o.requests, RequestsPerSec: float64(o.requests) / o.elapsed.Seconds(),
		Others: o.others, P50: figures.Quantile(ms, 0.5), P99: figures.Quantile(ms, 0.99)}
	if o.cpuKnown && o.cpu > 0 {
		r.PerCPUSecond = float64(o.requests) / o.cpu.Seconds()
	}
	return r
}

func (r report) write(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(r)
	}
	fmt.Fprintf(out, "%d nodes with %d files each, of %d; %d connections; %v\ntracker: peak RSS %d MiB, anonymous %d MiB\n\n",
		r.Nodes, min(r.Holdings, r.Files), r.Files, r.Connections, r.Machine, r.TrackerRSS, r.TrackerAnon)
	rows := [][]string{{"", "requests/s", "per CPU-s", "p50, ms", "p99, ms", "others", "at half: req/s", "per CPU-s", "p50, ms", "p99, ms", "others"}}
	for _, line := range r.Results {
		rows = append(rows, append(append([]string{line.Mode}, line.Full.cells()...), line.Half.cells()...))
	}
	return figures.Table(out, rows)
}

func (r rates) cells() []string {
	perCPU := "-"
	if r.PerCPUSecond > 0 {
		perCPU = fmt.Sprintf("%.0f", r.PerCPUSecond)
	}
	return []string{fmt.Sprintf("%.0f", r.RequestsPerSec), perCPU, fmt.Sprintf("%.2f", r.P50), fmt.Sprintf("%.2f", r.P99),
		fmt.Sprintf("%.2f", r.Others)}
}
