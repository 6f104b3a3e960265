package replay

import (
	"io"
	"time"

	"swarm/messages"
	"swarm/simulations/check"
	"swarm/simulations/report"
	"swarm/simulations/scenario"
)

// Options are the inputs of a run.
type Options struct {
	Plan   *scenario.Plan
	Seed   uint64
	Faults []scenario.Step // in addition to the plan's steps
	Trace  io.Writer       // receives the whole trace as text; nil: it is not written

	Report  *report.Collector                          // collects results of the run; nil: no report
	Checks  *check.Set                                 // the invariants; nil: none are checked
	Observe func(at time.Duration, fact messages.Fact) // is called with each fact; may be nil
	Step    func(at time.Duration, step scenario.Step) // is called with each step when it is taken; may be nil
	// is called with the progress each Plan.Sample, and returns false to abort the run; may be nil
	Sample func(at Progress) (goOn bool)
}

// Progress is how far a run is.
type Progress struct {
	At      time.Duration // virtual, since the first owners shared
	Events  uint64        // events of the world, and mailbox runs
	Arrived int           // nodes
	Done    int           // nodes that have everything they want
	Wanting int           // nodes that want something
	Fetched int64         // verified bytes, of all nodes
}
