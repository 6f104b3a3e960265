// Package check holds the invariants that must be true in every run of every scenario, each in a file of its own. It
// only reads a world: it never changes one, and never sends a message.
//
// A runner uses one Set for each run:
//
//	set := check.All()
//	set.Attach(&options)
//	w := world.New(options)
//	set.Begin(w)
//	… the run …
//	set.Finish(w) // closes the world
//	set.Failures()
//
// The invariants must know of every fault that a runner causes. Otherwise a node that a fault keeps from fetching looks
// like one that is stuck. Therefore the world notes each fault as a fact; see world.NodeDisturbed.
package check
