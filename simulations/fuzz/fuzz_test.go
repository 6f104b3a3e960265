package fuzz

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/check"
	"swarm/simulations/replay"
	"swarm/simulations/scenario"
	"swarm/simulations/scenarios"
)

func planOf(t *testing.T, name string) *scenario.Plan {
	t.Helper()
	text, err := scenarios.Text(name)
	require.NoError(t, err)
	plan, err := scenario.Parse(text)
	require.NoError(t, err)
	return plan
}

// TestFaultsAreAFunctionOfTheSeed draws faults twice with each seed, and checks that every kind is drawn.
func TestFaultsAreAFunctionOfTheSeed(t *testing.T) {
	plan := planOf(t, "churn")
	seen := map[scenario.Verb]bool{}
	for seed := range uint64(300) {
		faults := Draw(plan, seed)
		require.Equal(t, faults, Draw(plan, seed))
		require.NotEmpty(t, faults)
		for _, f := range faults {
			seen[f.Do] = true
			require.Less(t, f.At, plan.Limit)
			require.Equal(t, f.Do.Takes("for"), f.For > 0)
		}
	}
	require.Len(t, seen, 21, "kinds of faults")
	require.NotEqual(t, Draw(plan, 1), Draw(plan, 2))
}

// TestShrinkFindsNeededFaults checks that Shrink returns exactly the faults without which there is no failure.
func TestShrinkFindsNeededFaults(t *testing.T) {
	for _, needed := range [][]int{{}, {0}, {11}, {3, 7}, {0, 1, 10, 11}} {
		asked := 0
		left := Shrink(12, func(left []int) bool {
			asked++
			for _, n := range needed {
				if !slices.Contains(left, n) {
					return false
				}
			}
			return true
		})
		require.Equal(t, needed, append([]int{}, left...))
		require.Less(t, asked, 300)
	}
}

// TestFailureIsFoundShrunkAndReplayed searches a scenario that expects something which one kind of fault makes
// impossible.
func TestFailureIsFoundShrunkAndReplayed(t *testing.T) {
	plan := planOf(t, "owner_dies_mid_chunk")
	plan.Expect = []scenario.Clause{{That: scenario.FactCount, Name: "TrackerLost",
		Given: map[string]bool{"at_most": true}}}
	tried := 0
	found := Search(context.Background(),
		Options{Plan: plan, Seeds: 200, Workers: 2, Tried: func(uint64, *replay.Outcome) { tried++ }})
	require.NotNil(t, found)
	require.Positive(t, tried)
	require.Len(t, found.Needed, 1)
	require.Contains(t, []scenario.Verb{scenario.KillTracker, scenario.Partition}, found.Faults[found.Needed[0]].Do)
	again, err := replay.Run(replay.Options{Plan: plan, Seed: found.Seed,
		Faults: Pick(Draw(plan, found.Seed), found.Needed), Checks: check.All()})
	require.NoError(t, err)
	require.False(t, again.OK())
	require.Equal(t, found.Outcome, again)
}

// TestSeedWithFaultsGivesOneTrace checks that the trace is a function of the seed with all kinds of faults too, on
// one processor and beside another world on two.
func TestSeedWithFaultsGivesOneTrace(t *testing.T) {
	plan := planOf(t, "churn")
	trace := func(seed uint64) string { return Play(context.Background(), plan, seed, Draw(plan, seed)).Trace }
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	seeds := []uint64{771, 1241} // with panics of the tracker and of paths
	first := []string{trace(seeds[0]), trace(seeds[1])}
	require.Len(t, first[0], 64)
	require.NotEqual(t, first[0], first[1])
	runtime.GOMAXPROCS(2)
	again := make([]string, len(seeds))
	var all sync.WaitGroup
	for i, seed := range seeds {
		all.Go(func() { again[i] = trace(seed) })
	}
	all.Wait()
	require.Equal(t, first, again)
}

// TestSomeSeedsOfChurn is a small part of what "task simulate:fuzz" does.
func TestSomeSeedsOfChurn(t *testing.T) {
	found := Search(context.Background(), Options{Plan: planOf(t, "churn"), Seeds: 8, Workers: 2})
	if found != nil {
		require.Fail(t, "a seed fails", "simulate run churn -seed %d -faults %v: %v", found.Seed, found.Needed,
			found.Outcome.Failures)
	}
}
