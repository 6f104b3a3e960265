// Package check holds what must be true in every run of every scenario, one invariant per file. It only looks: it never
// changes a world, and never sends a message.
//
// A runner makes a Set for each run, has it attached to the world's options, begins it with the world and finishes it at
// the end:
//
//	set := check.All()
//	set.Attach(&options)
//	w := world.New(options)
//	set.Begin(w)
//	… the run …
//	set.Finish(w) // closes the world
//	set.Failures()
//
// Whatever a runner does to a world from outside has to be known here, or a node that is kept from fetching looks like one
// that is stuck: the world tells of it as a fact (see world.NodeDisturbed).
package check
