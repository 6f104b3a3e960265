package replay

import (
	"io"
	"time"

	"swarm/messages"
	"swarm/simulations/check"
	"swarm/simulations/report"
	"swarm/simulations/scenario"
)

// Options say what is played.
type Options struct {
	Plan   *scenario.Plan
	Seed   uint64
	Faults []scenario.Step // beside the plan's own
	Trace  io.Writer       // gets the whole trace as text; nil: nobody

	Report  *report.Collector                          // makes results of the run; nil: nobody does
	Checks  *check.Set                                 // must hold all the time; nil: nothing is checked
	Observe func(at time.Duration, fact messages.Fact) // is shown each fact; nil: nobody
	Step    func(at time.Duration, step scenario.Step) // is shown each step when it is taken; nil: nobody
	Sample  func(at Progress) (goOn bool)              // is shown how far the run is, each Plan.Sample; nil: nobody
}

// Progress is how far a run is.
type Progress struct {
	At      time.Duration // virtual, since the first owners shared
	Events  uint64        // of the world, and turns of actors
	Arrived int           // nodes
	Done    int           // nodes that have all they want
	Wanting int           // nodes that want something
	Fetched int64         // verified bytes, of all nodes
}
