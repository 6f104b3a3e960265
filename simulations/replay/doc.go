// Package replay plays a scenario's plan on a virtual world with a seed: it lets nodes come and go, takes the steps, asks
// what the scenario expects, hosts the invariants, and gives the outcome. The same plan and the same seed give the same
// trace, bit for bit.
//
// It decides nothing that an actor decides, reads no file and never looks at the machine's clock.
//
//   - replay.go, options.go, outcome.go: the way of a run, what goes in and what comes out
//   - swarm.go, member.go: who is there, who waits for what
//   - arrivals.go, steps.go, faults.go, hostile.go, sabotage.go: what is done to the swarm
//   - observe.go, expect.go, ending.go: what must come of it
package replay
