package fuzz

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"swarm/simulations/check"
	"swarm/simulations/replay"
	"swarm/simulations/scenario"
)

// Options are the inputs of a search.
type Options struct {
	Plan    *scenario.Plan
	From    uint64                                     // the first seed
	Seeds   int                                        // how many seeds
	Workers int                                        // worlds at a time
	Tried   func(seed uint64, outcome *replay.Outcome) // is called for each seed, by one worker at a time; may be nil
}

// Finding is a seed with which the scenario fails.
type Finding struct {
	Seed    uint64
	Faults  []scenario.Step // all faults of the seed
	Needed  []int           // the numbers of the faults that are needed for the failure
	Outcome *replay.Outcome // with the needed faults only
}

// Search plays the scenario with one seed after another. It returns the lowest seed that fails with a minimal set of
// faults, or nil when none fails. Seeds above a failing one may be skipped.
func Search(ctx context.Context, o Options) *Finding {
	var mutex sync.Mutex
	next, end := o.From, o.From+uint64(o.Seeds)
	failed := end
	take := func() (uint64, bool) {
		mutex.Lock()
		defer mutex.Unlock()
		if next >= failed || ctx.Err() != nil {
			return 0, false
		}
		next++
		return next - 1, true
	}
	var workers sync.WaitGroup
	for range max(o.Workers, 1) {
		workers.Go(func() {
			for seed, more := take(); more; seed, more = take() {
				outcome := Play(ctx, o.Plan, seed, Draw(o.Plan, seed))
				mutex.Lock()
				if !outcome.Aborted && !outcome.OK() {
					failed = min(failed, seed)
				}
				if o.Tried != nil {
					o.Tried(seed, outcome)
				}
				mutex.Unlock()
			}
		})
	}
	workers.Wait()
	if failed == end {
		return nil
	}
	return shrinkFinding(ctx, o.Plan, failed)
}

func shrinkFinding(ctx context.Context, plan *scenario.Plan, seed uint64) *Finding {
	f := &Finding{Seed: seed, Faults: Draw(plan, seed)}
	f.Needed = Shrink(len(f.Faults), func(left []int) bool {
		outcome := Play(ctx, plan, seed, Pick(f.Faults, left))
		return !outcome.Aborted && !outcome.OK()
	})
	f.Outcome = Play(ctx, plan, seed, Pick(f.Faults, f.Needed))
	return f
}

// Pick returns the faults with these numbers.
func Pick(faults []scenario.Step, numbers []int) []scenario.Step {
	picked := make([]scenario.Step, len(numbers))
	for i, number := range numbers {
		picked[i] = faults[number]
	}
	return picked
}

// Play plays the scenario once with some faults. A panic is a failure like any other.
func Play(ctx context.Context, plan *scenario.Plan, seed uint64, faults []scenario.Step) (outcome *replay.Outcome) {
	failed := func(what string) *replay.Outcome {
		return &replay.Outcome{Seed: seed, Failures: []replay.Failure{{Rule: "the run ends", What: what}}}
	}
	defer func() {
		if value := recover(); value != nil {
			outcome = failed(fmt.Sprintf("panic: %v\n%s", value, strings.TrimSpace(string(debug.Stack()))))
		}
	}()
	outcome, err := replay.Run(replay.Options{Plan: plan, Seed: seed, Faults: faults, Checks: check.All(),
		Sample: func(replay.Progress) bool { return ctx.Err() == nil }})
	if err != nil {
		return failed(err.Error())
	}
	return outcome
}
