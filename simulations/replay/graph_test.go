package replay

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/simulations/scenario"
	"swarm/simulations/world"
)

func TestGraphIsRegular(t *testing.T) {
	for _, size := range [][2]int{{2, 1}, {4, 3}, {10, 3}, {99, 4}, {1000, 5}} {
		graph := randomRegularGraph(size[0], size[1], world.NewRand(1, "graph"))
		require.Len(t, graph, size[0])
		for node, others := range graph {
			require.Len(t, others, size[1], "node %d of %v", node, size)
			require.NotContains(t, others, node)
			for other := range others {
				require.Contains(t, graph[other], node)
			}
		}
	}
	require.Equal(t, randomRegularGraph(100, 5, world.NewRand(1, "graph")),
		randomRegularGraph(100, 5, world.NewRand(1, "graph")))
	require.NotEqual(t, randomRegularGraph(100, 5, world.NewRand(1, "graph")),
		randomRegularGraph(100, 5, world.NewRand(2, "graph")))
}

// TestNodesFetchFromNeighbours plays a swarm in which each node learns of four others. It must get no piece from any
// other node.
func TestNodesFetchFromNeighbours(t *testing.T) {
	plan, err := scenario.Parse([]byte("claim: x\nsource: y\nlimit: 10m\ngraph: 4\n" +
		"nodes:\n  - {name: seed, count: 1}\n" +
		"  - {name: peers, count: 19, link: {up: 1 MB/s}}\n" +
		"files:\n  - {name: a.bin, size: 4 MiB, piece: 64 KiB, owners: seed}\nexpect:\n  - {that: complete}\n"))
	require.NoError(t, err)
	var trace strings.Builder
	outcome, err := Run(Options{Plan: plan, Seed: 1, Trace: &trace})
	require.NoError(t, err)
	require.Empty(t, outcome.Failures)
	owners := map[string]map[string]bool{}
	pattern := regexp.MustCompile(`PieceVerified\{At:\{Node:(\d+)\}.* Owner:(\d+)\}`)
	for _, verified := range pattern.FindAllStringSubmatch(trace.String(), -1) {
		if owners[verified[1]] == nil {
			owners[verified[1]] = map[string]bool{}
		}
		owners[verified[1]][verified[2]] = true
	}
	require.Len(t, owners, 19)
	for node, others := range owners {
		require.LessOrEqual(t, len(others), 4, "node %v", node)
	}
}
