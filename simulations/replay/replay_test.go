package replay

import (
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/check"
	"swarm/simulations/report"
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

// TestReportChangesNothing checks that a run with a report has the same trace as one without, and that the report
// agrees with the outcome.
func TestReportChangesNothing(t *testing.T) {
	plan := planOf(t, "owner_dies_mid_chunk")
	plain, err := Run(Options{Plan: plan, Seed: 7})
	require.NoError(t, err)
	reported, err := Run(Options{Plan: plan, Seed: 7, Checks: check.All(), Report: report.NewCollector(nil)})
	require.NoError(t, err)
	require.Equal(t, plain.Trace, reported.Trace)
	require.Nil(t, plain.Results)

	results := reported.Results
	require.Equal(t, reported.Trace, results.Trace)
	require.InDelta(t, reported.Measured.Seconds(), results.MeasuredSeconds, 1e-9)
	require.InDelta(t, reported.Efficiency(), results.Efficiency, 1e-9)
	require.Empty(t, results.Failures)
	for i, n := range results.Nodes {
		require.Equal(t, uint32(reported.Nodes[i].ID), n.ID)
		require.Equal(t, reported.Nodes[i].Wants > 0, n.Wanted)
		if n.Wanted {
			require.InDelta(t, reported.Nodes[i].Finished.Seconds(), n.Finished, 1e-9)
		}
	}
}
