package world

import "time"

// site is a part of the world that others reach only through the network: a node, or the tracker.
type site struct {
	number  uint64        // nodes count from trackerNumber+1; zero: World.outsideSite
	planned uint64        // events that were planned from this site
	agenda  agenda        // events at this site within the current window
	active  bool          // the site is in the window's list
	now     time.Duration // when the last event at this site happened
}

// trackerNumber is the number of the tracker's site. Nodes have the numbers after it, and zero stands for no site.
const trackerNumber = 1

// nextOrder returns the order number of an event that is planned from this site. It is unique among all sites: there
// are fewer than 2^24 of them.
func (s *site) nextOrder() uint64 {
	s.planned++
	return s.number<<40 | s.planned
}

// plan puts an event on the agenda of a site. A nil site means that the event may concern all sites: windows end
// before it.
func (w *World) plan(at *site, when time.Duration, e event) {
	from := w.window.current
	if from == nil {
		from = &w.outsideSite
	}
	next := entry{at: when, order: from.nextOrder(), event: e, site: at}
	switch {
	case at == nil:
		w.everywhere.push(next)
	case when >= w.window.end:
		w.agenda.push(next)
	case when < at.now:
		panic("world: something is planned for a time that is over there: the window is too long")
	default:
		w.window.add(next)
	}
}

func (s *site) push(e entry) { s.agenda.push(e) }
