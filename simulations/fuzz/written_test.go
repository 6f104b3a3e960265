package fuzz

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/scenario"
	"swarm/simulations/scenarios"
)

// TestFaultsCanBeWrittenDown checks that the text of a drawn fault is a step of a scenario with the same meaning.
func TestFaultsCanBeWrittenDown(t *testing.T) {
	text, err := scenarios.Text("churn")
	require.NoError(t, err)
	plan := planOf(t, "churn")
	for seed := range uint64(100) {
		faults := Draw(plan, seed)
		var lines strings.Builder
		lines.WriteString("steps:\n")
		for _, f := range faults {
			lines.WriteString("  - " + f.String() + "\n")
		}
		again, err := scenario.Parse([]byte(strings.Replace(string(text), "expect:", lines.String()+"expect:", 1)))
		require.NoError(t, err, lines.String())
		for i := range again.Steps {
			again.Steps[i].Line = 0
			require.InDelta(t, float64(faults[i].Share), float64(again.Steps[i].Share), 1e-9)
			again.Steps[i].Share = faults[i].Share
		}
		require.Equal(t, faults, again.Steps)
	}
}
