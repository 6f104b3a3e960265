package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"swarm/cmd/internal/cli"
	"swarm/simulations/check"
	"swarm/simulations/replay"
	"swarm/simulations/scenario"
)

const runUsage = `simulate run plays one scenario, and tells whether what it expects came true.

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

// faultsGiven is what the line that replays the run says of faults.
func (o runOptions) faultsGiven() string {
	if o.faults == "none" {
		return ""
	}
	return o.faults
}

func parseRun(args []string, stdout *os.File) (runOptions, error) {
	var o runOptions
	flags := cli.Flags("simulate run", runUsage, stdout)
	flags.Uint64Var(&o.seed, "seed", 1, "the `seed`, of which the whole run is a function")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line; the last one is the summary")
	flags.StringVar(&o.trace, "trace", "", "write the whole trace to this `file`")
	flags.StringVar(&o.faults, "faults", "none", "which of the seed's `faults` happen beside the scenario's steps: none, all, or numbers as simulate fuzz tells them")
	flags.StringVar(&o.report, "report", "", "write results.json, events.jsonl, nodes.csv and index.html, a page of pictures, into this `directory`")
	flags.StringVar(&o.cpu, "cpuprofile", "", "write where the program's time went to this `file`, for go tool pprof")
	flags.StringVar(&o.heap, "memprofile", "", "write what the program holds, when everything was played, to this `file`, for go tool pprof")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return o, err
	}
	o.name, o.plan, err = one("run", rest)
	return o, err
}

func runScenario(ctx context.Context, args []string, stdout *os.File) (err error) {
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
	show := newFace(stdout, o.json)
	options.Sample = func(p replay.Progress) bool {
		profile.look()
		show.progress(p, time.Since(began))
		return ctx.Err() == nil
	}
	outcome, err := replay.Run(options)
	if err = errors.Join(err, profile.stop()); err != nil {
		return err
	}
	wall := time.Since(began)
	if err := profile.snapshot(); err != nil {
		return err
	}
	if err := reporting.write(o, outcome, wall, profile); err != nil {
		return err
	}
	show.summary(o, outcome, wall, profile)
	switch {
	case outcome.Broken:
		return errors.New("interrupted")
	case !outcome.OK():
		return fmt.Errorf("%d expectations failed; it is replayed by: %s", len(outcome.Failures), replayLine(o.name, o.seed, o.faultsGiven()))
	}
	return nil
}

// commit gives the commit that the program was built from, as far as the build knows it.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, modified := "unknown", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ", with changes"
		}
	}
	return revision + modified
}
