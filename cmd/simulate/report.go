package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"swarm/cmd/internal/cli"
	"swarm/simulations/replay"
	"swarm/simulations/report"
)

// reporting writes what came of a run into a directory.
type reporting struct {
	dir       string // "": nothing is written
	events    *os.File
	collector *report.Collector
}

// openReport makes the directory, and has the facts of the run collected.
func openReport(dir string, options *replay.Options) (*reporting, error) {
	if dir == "" {
		return &reporting{}, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	events, err := os.Create(filepath.Join(dir, "events.jsonl"))
	if err != nil {
		return nil, err
	}
	options.Report = report.NewCollector(events)
	return &reporting{dir: dir, events: events, collector: options.Report}, nil
}

// write writes the results.
func (r *reporting) write(o runOptions, outcome *replay.Outcome, wall time.Duration, profile *profiling) error {
	if r.dir == "" {
		return nil
	}
	results := outcome.Results
	results.Scenario, results.Claim, results.Commit, results.WallSeconds = o.name, o.plan.Claim, commit(), wall.Seconds()
	results.PeakHeapBytes = profile.peak
	return report.Write(r.dir, results)
}

func (r *reporting) close() error {
	if r.events == nil {
		return nil
	}
	return r.events.Close()
}

const compareUsage = `simulate compare lays two runs over each other, on one page of HTML.

  simulate compare A/results.json B/results.json [-o FILE]

Examples:
  simulate run flash_crowd -report a; simulate run flash_crowd -seed 2 -report b
  simulate compare a/results.json b/results.json -o seeds.html
`

func compareRuns(_ context.Context, args []string, stdout *os.File) (err error) {
	flags := cli.Flags("simulate compare", compareUsage, stdout)
	to := flags.String("o", "compare.html", "the `file` that the page is written to")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return errors.New("compare takes two results.json, as simulate run -report DIR writes them")
	}
	a, err := report.Read(rest[0])
	if err != nil {
		return err
	}
	b, err := report.Read(rest[1])
	if err != nil {
		return err
	}
	file, err := os.Create(*to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := report.Compare(file, a, b); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s compares them\n", *to)
	return nil
}
