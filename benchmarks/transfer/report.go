package main

import (
	"encoding/json"
	"fmt"
	"io"

	"swarm/benchmarks/internal/figures"
)

// report is the output.
type report struct {
	Benchmark string          `json:"benchmark"`
	Machine   figures.Machine `json:"machine"`
	SizeBytes int64           `json:"size_bytes"`
	Files     int             `json:"files,omitempty"` // of a folder
	Receivers int             `json:"receivers"`
	Results   []row           `json:"results"`
}

// row is one contender. Ratios are of medians, relative to Swarm: above 1 the contender took more.
type row struct {
	Name       string         `json:"name"`
	Absent     string         `json:"absent,omitempty"` // why it did not run
	Wall       figures.Spread `json:"wall_s"`
	CPU        figures.Spread `json:"cpu_s"` // of all processes
	SenderCPU  figures.Spread `json:"sender_cpu_s"`
	Rate       float64        `json:"mib_per_s"`
	Resident   figures.Spread `json:"peak_rss_mib"`
	Anonymous  figures.Spread `json:"peak_anon_mib"`
	SenderAnon figures.Spread `json:"sender_peak_anon_mib"`
	First      figures.Spread `json:"first_piece_ms"`
	Others     figures.Spread `json:"others_cores"` // cores that other programs used meanwhile
	WallRatio  string         `json:"wall_ratio"`
	CPURatio   string         `json:"cpu_ratio"`
}

// add turns results into rows, in the order of the contenders.
func (r *report) add(results map[string][]measured, absent map[string]string) {
	pick := func(name string, value func(measured) float64) figures.Spread {
		var values []float64
		for _, m := range results[name] {
			values = append(values, value(m))
		}
		return figures.SpreadOf(values)
	}
	wall := func(m measured) float64 { return m.WallSeconds }
	cpu := func(m measured) float64 { return m.CPUSeconds }
	for _, name := range names() {
		if reason := absent[name]; reason != "" {
			r.Results = append(r.Results, row{Name: name, Absent: reason})
		}
		if len(results[name]) == 0 {
			continue
		}
		line := row{Name: name, Wall: pick(name, wall), CPU: pick(name, cpu),
			Resident:   pick(name, func(m measured) float64 { return m.ResidentBytes / (1 << 20) }),
			Anonymous:  pick(name, func(m measured) float64 { return m.AnonBytes / (1 << 20) }),
			SenderAnon: pick(name, func(m measured) float64 { return m.SenderAnon / (1 << 20) })}
		line.SenderCPU = pick(name, func(m measured) float64 { return m.SenderCPU })
		line.First = pick(name, func(m measured) float64 { return m.FirstMillis })
		line.Others = pick(name, func(m measured) float64 { return m.OtherCores })
		line.Rate = float64(r.SizeBytes) / (1 << 20) / line.Wall.Median
		line.WallRatio = figures.Ratio(line.Wall, pick("swarm", wall))
		line.CPURatio = figures.Ratio(line.CPU, pick("swarm", cpu))
		r.Results = append(r.Results, line)
	}
}

func (r *report) write(out io.Writer, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		return encoder.Encode(r)
	}
	inFiles := ""
	if r.Files > 0 {
		inFiles = fmt.Sprintf(" in %d files", r.Files)
	}
	fmt.Fprintf(out, "%d bytes%s to %d receivers; %v\n\n", r.SizeBytes, inFiles, r.Receivers, r.Machine)
	rows := [][]string{{"", "wall, s", "× swarm", "MiB/s", "CPU, s", "× swarm", "sender CPU, s", "peak RSS, MiB",
		"anonymous, MiB",
		"sender anon.", "first piece, ms", "others, cores"}}
	for _, line := range r.Results {
		if line.Absent != "" {
			rows = append(rows, []string{line.Name, line.Absent})
			continue
		}
		rows = append(rows, []string{line.Name, line.Wall.Cell(2), line.WallRatio, fmt.Sprintf("%.0f", line.Rate),
			line.CPU.Cell(2),
			line.CPURatio, line.SenderCPU.Cell(2), line.Resident.Cell(0),
			line.Anonymous.Cell(0), line.SenderAnon.Cell(0), line.First.Cell(0),
			line.Others.Cell(2)})
	}
	return figures.Table(out, rows)
}
