package report

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// maxMarks limits the marks of a run. Later ones are only counted.
const maxMarks = 2000

// mark returns the mark of a fact, or false when it has none.
func mark(at time.Duration, fact messages.Fact) (Mark, bool) {
	m := Mark{Seconds: at.Seconds(), Node: uint32(fact.Where())}
	switch f := fact.(type) {
	case world.NodeCrashed:
		m.Kind, m.What = MarkCrash, "crashed"
	case world.NodeEnded:
		m.Kind, m.What = MarkCrash, "left"
	case world.NodeDisturbed:
		m.Kind, m.What = MarkFault, f.What
	case world.NetworkDisturbed:
		m.Kind, m.What = MarkFault, f.What
	case world.TrackerCrashed:
		m.Kind, m.What = MarkTracker, "the tracker crashed"
	case world.TrackerStarted:
		m.Kind, m.What = MarkTracker, "the tracker started"
	case world.TrackerForgot:
		m.Kind, m.What = MarkTracker, "the tracker lost its files"
	case messages.ActorRestarted:
		m.Kind, m.What = MarkRestart, fmt.Sprintf("%s restarted: %s", f.Actor, f.Cause)
	case messages.ActorGivenUp:
		m.Kind, m.What = MarkFailure, fmt.Sprintf("%s given up: %s", f.Actor, f.Cause)
	default:
		return Mark{}, false
	}
	if len(m.What) > 200 {
		m.What = m.What[:200] + "…"
	}
	return m, true
}
