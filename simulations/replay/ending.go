package replay

import (
	"fmt"
	"time"
)

// outcome ends the run: invariants and clauses are asked, and then the world ends.
func (r *run) outcome(broken bool) *Outcome {
	events, turns := r.world.Events()
	o := &Outcome{Seed: r.options.Seed, Ended: r.now(), Events: events + turns, Bound: r.plan.Bound(), Measured: r.measured(),
		Counts: r.world.Counts(), Letters: r.world.DeadLetters(), Incomplete: r.waiting, Broken: broken, Nodes: r.nodes()}
	if !broken {
		r.ask(o)
	}
	o.Trace = r.world.Trace().Hash()
	r.world.Close()
	if living := r.world.Living(); living > 0 && !broken {
		r.fail(r.now(), "no actor outlives its node", fmt.Sprintf("%d actors do", living))
	}
	o.Failures = r.failures
	return o
}

// ask asks the invariants, the clauses and the world whether all was well.
func (r *run) ask(o *Outcome) {
	for _, i := range r.options.Invariants {
		if err := i.End(r.world); err != nil && !r.silenced[i.Name()] {
			r.fail(r.now(), i.Name(), err.Error())
		}
	}
	for _, c := range r.clauses {
		if wrong := r.judge(c, o); wrong != "" {
			r.fail(r.now(), c.String(), wrong)
		}
	}
	for _, violation := range r.world.Violations() {
		r.fail(r.now(), "no actor breaks a promise", violation)
	}
}

// measured is the time from the first arrival of a node that wants something to when the last one had it.
func (r *run) measured() time.Duration {
	first, last := Never, time.Duration(0)
	for _, m := range r.members {
		if len(m.wants) == 0 {
			continue
		}
		if m.finished == Never {
			return Never
		}
		if first == Never || m.arrived < first {
			first = m.arrived
		}
		last = max(last, m.finished)
	}
	if first == Never {
		return Never
	}
	return last - first
}

func (r *run) nodes() []Node {
	nodes := make([]Node, len(r.members))
	for i, m := range r.members {
		nodes[i] = Node{ID: m.ID, Name: m.Name, Wants: len(m.wants), Arrived: m.arrived, Finished: m.finished, Departed: m.departed,
			Fetched: m.fetched, Sent: m.sent, Pieces: m.pieces}
	}
	return nodes
}
