package replay

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/check"
	"swarm/simulations/scenario"
	"swarm/simulations/scenarios"
)

// TestImpostorComesAfterExit: a node leaves while words in its name are on their way. When they come the name is free, and
// belongs to whoever comes first; a tracker that gives it away has broken nothing.
func TestImpostorComesAfterExit(t *testing.T) {
	text, err := scenarios.Text("impostor")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(text), "limit:")
	before, _, _ := strings.Cut("claim: A free name is anybody’s.\nlinger: 1m\nlimit:"+rest, "steps:")
	plan, err := scenario.Parse([]byte(strings.Replace(before, "name: attacker, count: 1", "name: attacker, count: 1, link: {delay: 100ms}", 1) + `
steps:
  - {at: 30s, do: impersonate, nodes: peers/1, from: attacker}
  - {at: 30001ms, do: stop, nodes: peers/1}
expect:
  - {that: complete, by: 1m}
  - {that: fact, name: NodeRegistered, from: 30s, at_least: 1}
  - {that: fact, name: AskRefused, at_most: 0}
`))
	require.NoError(t, err)
	outcome, err := Run(Options{Plan: plan, Seed: 1, Checks: check.All()})
	require.NoError(t, err)
	require.Empty(t, outcome.Failures)
}
