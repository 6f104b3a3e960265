package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"time"

	"swarm/cmd/internal/cli"
	"swarm/runtime/progress"
	"swarm/simulations/fuzz"
	"swarm/simulations/replay"
	"swarm/simulations/scenario"
)

const fuzzUsage = `simulate fuzz plays a scenario with many seeds, each with its own random faults, on all processors.
When an expectation fails, it removes the faults that are not needed for the failure, and prints the command that
replays the others.

  simulate fuzz SCENARIO.yaml|NAME [-seeds N] [-from S] [-workers N]

Examples:
  simulate fuzz churn                       a hundred seeds
  simulate fuzz churn -seeds 1000 -from 500
`

func fuzzScenario(ctx context.Context, args []string, stdout io.Writer) error {
	flags := cli.Flags("simulate fuzz", fuzzUsage, stdout)
	seeds := flags.Int("seeds", 100, "how many `seeds` to play")
	from := flags.Uint64("from", 1, "the first `seed`")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "how many runs to play at a time")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	name, plan, err := loadOnly("fuzz", rest)
	if err != nil {
		return err
	}
	if *seeds < 1 || *workers < 1 {
		return errors.New("-seeds and -workers must be at least 1")
	}
	began, status := time.Now(), progress.NewStatusLine(stdout, false)
	played, events := 0, uint64(0)
	found := fuzz.Search(ctx, fuzz.Options{Plan: plan, From: *from, Seeds: *seeds, Workers: *workers,
		Tried: func(seed uint64, outcome *replay.Outcome) {
			played++
			events += outcome.Events
			if now := time.Now(); status.Due(now) {
				status.Show(fmt.Sprintf("%d of %d seeds, %s events/s", played, *seeds,
					thousands(int64(float64(events)/now.Sub(began).Seconds()))))
			}
		}})
	status.Clear()
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	if found == nil {
		fmt.Fprintf(stdout, "%s: no failure in %d seeds from %d on, %s events, in %v\n", name, *seeds, *from,
			thousands(int64(events)), time.Since(began).Round(time.Second))
		return nil
	}
	return reportFinding(stdout, name, found)
}

// reportFinding prints the failure and its faults, and returns an error with the command that replays it.
func reportFinding(stdout io.Writer, name string, found *fuzz.Finding) error {
	fmt.Fprintf(stdout, "seed %d fails with %d of its %d faults:\n", found.Seed, len(found.Needed), len(found.Faults))
	for _, number := range found.Needed {
		fmt.Fprintf(stdout, "  %2d  %v\n", number, found.Faults[number])
	}
	for _, failure := range found.Outcome.Failures {
		fmt.Fprintf(stdout, "FAILED  %v\n", failure)
	}
	return fmt.Errorf("a seed fails; replay it with: %s", replayLine(name, found.Seed, numbers(found.Needed)))
}

// replayLine returns the command that plays a run again, and the commit that it needs.
func replayLine(name string, seed uint64, faults string) string {
	line := fmt.Sprintf("simulate run %s -seed %d", name, seed)
	if faults != "" {
		line += " -faults " + faults
	}
	return fmt.Sprintf("%s (commit %s)", line, cli.Commit())
}

// numbers returns a list of faults in the form of -faults.
func numbers(list []int) string {
	if len(list) == 0 {
		return "none"
	}
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, ",")
}

// faultsOf returns the faults that -faults selects of those that a seed draws: none, all, or some by their numbers.
func faultsOf(plan *scenario.Plan, seed uint64, which string) ([]scenario.Step, error) {
	if which == "" || which == "none" {
		return nil, nil
	}
	drawn := fuzz.Draw(plan, seed)
	if which == "all" {
		return drawn, nil
	}
	var picked []int
	for _, text := range strings.Split(which, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n >= len(drawn) {
			return nil, fmt.Errorf("-faults %s: seed %d draws the faults 0 to %d: "+
				"write some of these numbers with commas, or all, or none",
				which, seed, len(drawn)-1)
		}
		picked = append(picked, n)
	}
	return fuzz.Pick(drawn, picked), nil
}
