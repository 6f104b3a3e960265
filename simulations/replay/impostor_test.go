package replay

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/check"
	"swarm/simulations/scenario"
	"swarm/simulations/scenarios"
)

// TestImpostorAfterExit makes a node leave while requests in its name are in flight. When they arrive the name is
// free, and the tracker may give it to the impostor.
func TestImpostorAfterExit(t *testing.T) {
	text, err := scenarios.Text("impostor")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(text), "limit:")
	const claim = "claim: A free name belongs to the first node that asks for it.\nlinger: 1m\nlimit:"
	before, _, _ := strings.Cut(claim+rest, "steps:")
	before = strings.Replace(before, "name: attacker, count: 1", "name: attacker, count: 1, link: {delay: 100ms}", 1)
	plan, err := scenario.Parse([]byte(before + `
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
