package replay

import "time"

// outcome ends the run: it checks the clauses and the invariants, and closes the world.
func (r *run) outcome(broken bool) *Outcome {
	events, turns := r.world.Events()
	o := &Outcome{Seed: r.options.Seed, Ended: r.now(), Events: events + turns, Bound: r.plan.Bound(),
		Measured: r.measured(),
		Counts:   r.world.Counts(), DeadLetters: r.world.DeadLetters(), Incomplete: r.waiting, Aborted: broken,
		Nodes: r.nodes()}
	if !broken {
		r.judgeClauses(o)
	}
	o.Trace = r.world.Trace().Hash()
	r.collect(o)
	o.Failures = append(r.failures, r.finish(broken)...)
	o.conclude()
	return o
}

// finish closes the world and returns the failures of the invariants.
func (r *run) finish(broken bool) []Failure {
	if r.options.Checks == nil {
		r.world.Close()
		return nil
	}
	r.options.Checks.Finish(r.world)
	if broken {
		return nil
	}
	var failures []Failure
	for _, f := range r.options.Checks.Failures() {
		failures = append(failures, Failure{At: f.At - r.origin, Rule: f.Invariant, What: f.Err.Error()})
	}
	return failures
}

// judgeClauses records a failure for each clause that does not hold.
func (r *run) judgeClauses(o *Outcome) {
	for _, c := range r.clauses {
		if wrong := r.judge(c, o); wrong != "" {
			r.fail(r.now(), c.String(), wrong)
		}
	}
}

// measured returns the time from the first arrival of a node that wants something to the instant at which the last
// such node has it.
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
		nodes[i] = Node{ID: m.ID, Name: m.Name, Wants: len(m.wants), Arrived: m.arrived, Finished: m.finished,
			Departed: m.departed,
			Fetched:  m.fetched, Sent: m.sent, Pieces: m.pieces}
	}
	return nodes
}
