package replay

import (
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/check"
)

// TestOneSeedOneTrace checks that a scenario with random steps gives the same trace for the same seed, alone or
// beside other worlds, on one processor or two, and another trace for another seed.
func TestOneSeedOneTrace(t *testing.T) {
	plan := planOf(t, "churn_storm")
	trace := func(seed uint64) string {
		outcome, err := Run(Options{Plan: plan, Seed: seed, Checks: check.All()})
		if err != nil {
			return err.Error()
		}
		return outcome.Trace
	}
	first := trace(1)
	require.Len(t, first, 64)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	require.Equal(t, first, trace(1), "on one processor")
	runtime.GOMAXPROCS(2)
	traces := make([]string, 4)
	var all sync.WaitGroup
	for i := range traces {
		all.Go(func() { traces[i] = trace(uint64(1 + i/2)) })
	}
	all.Wait()
	require.Equal(t, []string{first, first}, traces[:2], "beside other worlds")
	require.Equal(t, traces[2], traces[3])
	require.NotEqual(t, first, traces[2], "with another seed")
}
