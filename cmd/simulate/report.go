package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"swarm/cmd/internal/cli"
	"swarm/simulations/replay"
	"swarm/simulations/report"
)

// reporting writes the results of a run into a directory.
type reporting struct {
	dir    string // "": nothing is written
	events *os.File
}

// openReport creates the directory and sets the collector of facts in options.
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
	return &reporting{dir: dir, events: events}, nil
}

func (r *reporting) write(o runOptions, outcome *replay.Outcome, wall time.Duration, profile *profiling) error {
	if r.dir == "" {
		return nil
	}
	results := outcome.Results
	results.Scenario, results.Claim, results.Commit = o.name, o.plan.Claim, cli.Commit()
	results.WallSeconds = wall.Seconds()
	results.PeakHeapBytes = profile.peak
	return report.Write(r.dir, results)
}

func (r *reporting) close() error {
	if r.events == nil {
		return nil
	}
	return r.events.Close()
}

const compareUsage = `simulate compare writes a page of HTML that shows two runs in the same charts.

  simulate compare A/results.json B/results.json [-o FILE]

Examples:
  simulate run flash_crowd -report a; simulate run flash_crowd -seed 2 -report b
  simulate compare a/results.json b/results.json -o seeds.html
`

func compareRuns(_ context.Context, args []string, stdout io.Writer) (err error) {
	flags := cli.Flags("simulate compare", compareUsage, stdout)
	to := flags.String("o", "compare.html", "the `file` to write the page to")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return errors.New("compare takes two files results.json: write them with simulate run -report DIR")
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
	fmt.Fprintf(stdout, "the comparison is in %s\n", *to)
	return nil
}
