package replay

import (
	"swarm/messages"
	"swarm/simulations/world"
)

// randomRegularGraph draws a graph in which each node has degree neighbours. It starts with a ring in which each node
// knows its nearest neighbours, and then often swaps the ends of two edges, whenever both new edges are not in the
// graph yet (Maslov and Sneppen, "Specificity and stability in topology of protein networks", Science 296, 2002).
// degree*nodes must be even, and degree less than nodes.
func randomRegularGraph(nodes, degree int, random *world.Rand) []map[int]bool {
	graph := make([]map[int]bool, nodes)
	for i := range graph {
		graph[i] = map[int]bool{}
	}
	var edges [][2]int
	join := func(a, b int) {
		graph[a][b], graph[b][a] = true, true
		edges = append(edges, [2]int{a, b})
	}
	for i := range nodes {
		for step := 1; step <= degree/2; step++ {
			join(i, (i+step)%nodes)
		}
		if degree%2 == 1 && i < nodes/2 {
			join(i, i+nodes/2)
		}
	}
	for range swapsPerEdge * len(edges) {
		i, j := random.IntN(len(edges)), random.IntN(len(edges))
		a, b, c, d := edges[i][0], edges[i][1], edges[j][0], edges[j][1]
		if random.IntN(2) == 0 {
			c, d = d, c
		}
		if a == c || a == d || b == c || b == d || graph[a][d] || graph[c][b] {
			continue
		}
		delete(graph[a], b)
		delete(graph[b], a)
		delete(graph[c], d)
		delete(graph[d], c)
		graph[a][d], graph[d][a], graph[c][b], graph[b][c] = true, true, true, true
		edges[i], edges[j] = [2]int{a, d}, [2]int{c, b}
	}
	return graph
}

// swapsPerEdge is how many swaps are tried for each edge. Each swap moves two edges.
const swapsPerEdge = 10

// restrictOwners limits the owners that each node learns of to its neighbours in the plan's graph.
func (r *run) restrictOwners() {
	if r.plan.Graph == 0 {
		return
	}
	for i, others := range randomRegularGraph(len(r.members), int(r.plan.Graph), r.random) {
		known := make(map[messages.NodeID]bool, len(others))
		for other := range others {
			known[r.members[other].ID] = true
		}
		r.members[i].knownNodes = known
	}
}
