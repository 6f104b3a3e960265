package main

import (
	"context"
	"errors"
	"fmt"
	"os"
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

const fuzzUsage = `simulate fuzz plays a scenario with one seed after another, each with faults of its own, on all processors. When
something does not hold, it leaves out the faults that are not needed for that, and prints the line that replays the rest.

  simulate fuzz SCENARIO.yaml|NAME [-seeds N] [-from S] [-workers N]

Examples:
  simulate fuzz churn                       a hundred seeds
  simulate fuzz churn -seeds 1000 -from 500
`

func fuzzScenario(ctx context.Context, args []string, stdout *os.File) error {
	flags := cli.Flags("simulate fuzz", fuzzUsage, stdout)
	seeds := flags.Int("seeds", 100, "how many `seeds` are tried")
	from := flags.Uint64("from", 1, "the first `seed`")
	workers := flags.Int("workers", runtime.GOMAXPROCS(0), "how many worlds are played at a time")
	rest, err := cli.Parse(flags, args)
	if err != nil {
		return err
	}
	name, plan, err := one("fuzz", rest)
	if err != nil {
		return err
	}
	if *seeds < 1 || *workers < 1 {
		return errors.New("-seeds and -workers are at least 1")
	}
	began, show := time.Now(), newFace(stdout, false)
	tried, events := 0, uint64(0)
	found := fuzz.Search(ctx, fuzz.Options{Plan: plan, From: *from, Seeds: *seeds, Workers: *workers,
		Tried: func(seed uint64, outcome *replay.Outcome) {
			tried++
			events += outcome.Events
			show.searched(tried, *seeds, events, time.Since(began))
		}})
	show.clear()
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	if found == nil {
		fmt.Fprintf(stdout, "%s: nothing was found in %d seeds from %d on, %s events, in %v\n", name, *seeds, *from,
			thousands(int64(events)), time.Since(began).Round(time.Second))
		return nil
	}
	return tellBroken(stdout, name, found)
}

// tellBroken tells what was found, and how to see it again.
func tellBroken(stdout *os.File, name string, found *fuzz.Finding) error {
	fmt.Fprintf(stdout, "seed %d fails with %d of its %d faults:\n", found.Seed, len(found.Left), len(found.Faults))
	for _, number := range found.Left {
		fmt.Fprintf(stdout, "  %2d  %v\n", number, found.Faults[number])
	}
	for _, failure := range found.Outcome.Failures {
		fmt.Fprintf(stdout, "FAILED  %v\n", failure)
	}
	return fmt.Errorf("a seed fails; it is replayed by: %s", replayLine(name, found.Seed, numbers(found.Left)))
}

// searched shows how far a search is.
func (f *face) searched(tried, seeds int, events uint64, wall time.Duration) {
	if wall-f.shown < f.every {
		return
	}
	f.shown = wall
	line := fmt.Sprintf("%d of %d seeds, %s events/s", tried, seeds, thousands(int64(float64(events)/wall.Seconds())))
	if f.kind == progress.Bars {
		fmt.Fprintf(f.out, "\r\x1b[K%s", line)
		f.drawn = true
		return
	}
	fmt.Fprintln(f.out, line)
}

// replayLine is the command that plays a run again, and what it was built from.
func replayLine(name string, seed uint64, faults string) string {
	line := fmt.Sprintf("simulate run %s -seed %d", name, seed)
	if faults != "" {
		line += " -faults " + faults
	}
	return fmt.Sprintf("%s (commit %s)", line, commit())
}

// numbers writes a list of faults as -faults takes it.
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

// faultsOf gives the faults that -faults names: none, all that the seed draws, or some of them by number.
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
			return nil, fmt.Errorf("-faults %s: seed %d draws the faults 0 to %d: write some of these numbers with commas, or all, or none", which, seed, len(drawn)-1)
		}
		picked = append(picked, n)
	}
	return fuzz.Pick(drawn, picked), nil
}
