package world

import "time"

// site is a part of the world that others reach through the network alone: a node, or the tracker.
type site struct {
	number  uint64
	planned uint64        // events that were planned from here
	agenda  agenda        // what happens here within the window that is open
	active  bool          // it is in the window's list
	now     time.Duration // when the last thing happened here
}

// trackerNumber is the number of the tracker's site, and nodes have those after it; 0 is outside of all.
const trackerNumber = 1

// name numbers an event that is planned from here, across all sites: there are fewer than 2^24 of them.
func (s *site) name() uint64 {
	s.planned++
	return s.number<<40 | s.planned
}

// plan puts an event on the agenda of a site; nil is everywhere: no window reaches beyond such an event.
func (w *World) plan(at *site, when time.Duration, e event) {
	from := w.window.here
	if from == nil {
		from = &w.outside
	}
	next := entry{at: when, name: from.name(), event: e, of: at}
	switch {
	case at == nil:
		w.everywhere.plan(next)
	case when >= w.window.end:
		w.agenda.plan(next)
	case when < at.now:
		panic("world: something is planned for a time that is over there: the window is too long")
	default:
		w.window.bring(next)
	}
}
