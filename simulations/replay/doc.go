// Package replay plays a scenario's plan on a virtual world with a seed: it lets nodes arrive and leave, takes the
// steps, checks what the scenario expects, runs the invariants, and returns the outcome. The same plan and seed
// always give the same trace, bit for bit.
//
// It decides nothing that an actor decides, reads no file and never reads the machine's clock.
//
//   - replay.go, options.go, outcome.go, report.go: a run, its inputs and its results
//   - member.go, graph.go: the nodes, what each wants, and whom each knows
//   - arrivals.go, steps.go, faults.go, hostile.go, strangers.go, sabotage.go: what is done to the swarm
//   - observe.go, expect.go, ending.go: what is expected, and how it is checked
package replay
