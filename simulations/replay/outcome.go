package replay

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/report"
	"swarm/simulations/world"
)

// Never stands where something did not happen.
const Never = time.Duration(-1)

// Outcome is what came of a run. All times are virtual, and count from when the first owners shared.
type Outcome struct {
	Seed        uint64
	Trace       string // the hash of the whole trace
	Ended       time.Duration
	Events      uint64
	Nodes       []Node
	Bound       time.Duration // the lower bound on the time until all are done; 0: there is none
	Measured    time.Duration // from the first arrival of a node that wants something to the last that was done; Never
	Counts      world.Counts
	DeadLetters uint64 // dead letters
	Failures    []Failure
	Results     *report.Results // nil when nobody makes them
	Incomplete  int             // nodes that want something and live, and do not have it
	Aborted     bool            // the run was ended before its time
}

// Node is what became of one node.
type Node struct {
	ID       messages.NodeID
	Name     string
	Wants    int // files
	Arrived  time.Duration
	Finished time.Duration // when it had all it wants for the first time
	Departed time.Duration
	Fetched  int64 // verified bytes
	Sent     int64 // bytes that others verified
	Pieces   int   // verified
}

// Failure is something that must hold and does not.
type Failure struct {
	At   time.Duration
	Rule string // the clause or the invariant
	What string
}

// String gives the failure in one line.
func (f Failure) String() string { return fmt.Sprintf("%s at %v: %s", f.Rule, f.At, f.What) }

// Efficiency is the lower bound as a part of the measured time; 0 when there is no bound, or not all are done.
func (o *Outcome) Efficiency() float64 {
	if o.Measured <= 0 {
		return 0
	}
	return o.Bound.Seconds() / o.Measured.Seconds()
}

// OK tells whether everything held.
func (o *Outcome) OK() bool { return len(o.Failures) == 0 && !o.Aborted }

// Done counts the nodes that have all they want, and those that want something.
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
