package world

import (
	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Journal = (*journal)(nil)

// journal takes the facts of one incarnation of a host. It ignores facts after the incarnation has ended.
type journal struct {
	world       *World
	incarnation *incarnation
}

// Note writes a fact into the trace and shows it to the observer.
func (j *journal) Note(fact messages.Fact) {
	if j.incarnation.ended() || fact == nil {
		return
	}
	w := j.world
	w.trace.fact(w.now, fact)
	w.conditionChecked = false
	if w.options.Observe != nil {
		w.options.Observe(w.now, fact)
	}
}
