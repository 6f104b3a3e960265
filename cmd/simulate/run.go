package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"swarm/cmd/internal/cli"
	"swarm/simulations/check"
	"swarm/simulations/replay"
	"swarm/simulations/scenario"
)

const runUsage = `simulate run plays one scenario, and reports whether its expectations were met.

  simulate run SCENARIO.yaml|NAME [-seed N] [-json] [-trace FILE] [-faults none|all|3,7] [-report DIR]
               [-cpuprofile FILE] [-memprofile FILE]

Examples:
  simulate run owner_dies_mid_chunk
  simulate run mine.yaml -seed 7 -trace 7.trace
  simulate run flash_crowd -cpuprofile cpu.out      and then: go tool pprof -top cpu.out
`

// runOptions are the flags of run.
type runOptions struct {
	name   string
	plan   *scenario.Plan
	seed   uint64
	json   bool
	trace  string
	faults string
	report string
	cpu    string
	heap   string
}

// replayFaults returns the value of -faults for the command that replays the run; "" leaves the flag out.
func (o runOptions) replayFaults() string {
	if o.faults == "none" {
		return ""
	}
	return o.faults
}

func parseRun(args []string, stdout io.Writer) (runOptions, error) {
	var o runOptions
	flags := cli.Flags("simulate run", runUsage, stdout)
	flags.Uint64Var(&o.seed, "seed", 1, "the `seed`, which determines the whole run")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line; the last one is the summary")
	flags.StringVar(&o.trace, "trace", "", "write the whole trace to this `file`")
	flags.StringVar(&o.faults, "faults", "none",
		"which of the seed's random `faults` to add to the scenario's steps: none, all, or "+
			"numbers as simulate fuzz prints them")
	flags.StringVar(&o.report, "report", "",
		"write results.json, events.jsonl, nodes.csv and index.html, a page of charts, into this `directory`")
	flags.StringVar(&o.cpu, "cpuprofile", "", "write a CPU profile to this `file`, for go tool pprof")
	flags.StringVar(&o.heap, "memprofile", "",
		"write a heap profile of the end of the run to this `file`, for go tool pprof")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return o, err
	}
	o.name, o.plan, err = loadOnly("run", rest)
	return o, err
}

func runScenario(ctx context.Context, args []string, stdout io.Writer) (err error) {
	o, err := parseRun(args, stdout)
	if err != nil {
		return err
	}
	faults, err := faultsOf(o.plan, o.seed, o.faults)
	if err != nil {
		return err
	}
	options := replay.Options{Plan: o.plan, Seed: o.seed, Faults: faults, Checks: check.All()}
	if o.trace != "" {
		file, err := os.Create(o.trace)
		if err != nil {
			return err
		}
		text := bufio.NewWriterSize(file, 1<<20)
		options.Trace = text
		defer func() { err = errors.Join(err, text.Flush(), file.Close()) }()
	}
	reporting, err := openReport(o.report, &options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reporting.close()) }()
	tuneCollector()
	profile, err := startProfiling(o.cpu, o.heap)
	if err != nil {
		return err
	}
	began := time.Now()
	show := newShow(stdout, o.json)
	options.Sample = func(p replay.Progress) bool {
		profile.sample()
		show.progress(p, began)
		return ctx.Err() == nil
	}
	outcome, err := replay.Run(options)
	if err = errors.Join(err, profile.stop()); err != nil {
		return err
	}
	wall := time.Since(began)
	if err := profile.writeHeap(); err != nil {
		return err
	}
	if err := reporting.write(o, outcome, wall, profile); err != nil {
		return err
	}
	show.summary(o, outcome, wall, profile)
	switch {
	case outcome.Aborted:
		return errors.New("interrupted")
	case !outcome.OK():
		return fmt.Errorf("%d expectations failed; replay the run with: %s", len(outcome.Failures),
			replayLine(o.name, o.seed, o.replayFaults()))
	}
	return nil
}
