package replay

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/check"
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

// TestEverySmallScenarioHolds plays all scenarios that are not large.
func TestEverySmallScenarioHolds(t *testing.T) {
	for _, name := range scenarios.Names() {
		plan := planOf(t, name)
		if plan.Large {
			continue
		}
		t.Run(name, func(t *testing.T) {
			outcome, err := Run(Options{Plan: plan, Seed: 1, Checks: check.All()})
			require.NoError(t, err)
			require.Empty(t, outcome.Failures)
		})
	}
}
