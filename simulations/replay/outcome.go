package replay

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/report"
	"swarm/simulations/world"
)

// Never is the time of something that did not happen.
const Never = time.Duration(-1)

// Outcome is the result of a run. All times are virtual, and count from the instant at which the first owners share.
type Outcome struct {
	Seed        uint64
	Trace       string // the hash of the whole trace
	Ended       time.Duration
	Events      uint64
	Nodes       []Node
	Bound       time.Duration // the lower bound on the time until all are done; 0: there is none
	Measured    time.Duration // from the first arrival of a node that wants something until the last is done; Never
	Counts      world.Counts
	DeadLetters uint64
	Failures    []Failure
	Results     *report.Results // nil without Options.Report
	Incomplete  int             // running nodes that miss something they want
	Aborted     bool            // the run was ended early by Options.Sample
}

// Node is what became of one node.
type Node struct {
	ID       messages.NodeID
	Name     string
	Wants    int // files
	Arrived  time.Duration
	Finished time.Duration // when it had everything it wants for the first time
	Departed time.Duration
	Fetched  int64 // verified bytes
	Sent     int64 // bytes that others verified
	Pieces   int   // verified
}

// Failure is a clause or an invariant that did not hold.
type Failure struct {
	At   time.Duration
	Rule string // the clause or the invariant
	What string
}

// String returns the failure in one line.
func (f Failure) String() string { return fmt.Sprintf("%s at %v: %s", f.Rule, f.At, f.What) }

// Efficiency returns the lower bound divided by the measured time; 0 when there is no bound, or not all nodes are
// done.
func (o *Outcome) Efficiency() float64 {
	if o.Measured <= 0 {
		return 0
	}
	return o.Bound.Seconds() / o.Measured.Seconds()
}

// OK reports whether everything held.
func (o *Outcome) OK() bool { return len(o.Failures) == 0 && !o.Aborted }

// Done returns how many nodes have everything they want, and how many want something.
func (o *Outcome) Done() (done, wanting int) {
	for _, n := range o.Nodes {
		if n.Wants > 0 {
			wanting++
			if n.Finished != Never {
				done++
			}
		}
	}
	return done, wanting
}
