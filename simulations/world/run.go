package world

import "time"

// Step lets the next event happen, and all that follows from it at the same instant by way of messages. It is false when
// nothing is planned any more.
func (w *World) Step() bool {
	w.turns.drain()
	if _, planned := w.agenda.next(); !planned {
		return false
	}
	next := w.agenda.take()
	if next.at > w.now {
		w.now, w.atOnce = next.at, 0
	}
	w.events++
	next.event.happen()
	w.turns.drain()
	return true
}

// RunFor lets this much time pass.
func (w *World) RunFor(d time.Duration) { w.RunUntil(nil, d) }

// RunUntil runs until the condition holds, which is asked whenever a fact was noted, but no longer than the limit. It
// tells whether the condition held.
func (w *World) RunUntil(condition func() bool, limit time.Duration) bool {
	end := w.now + limit
	w.asked = false
	for {
		w.turns.drain()
		if condition != nil && !w.asked {
			w.asked = true
			if condition() {
				return true
			}
		}
		if next, planned := w.agenda.next(); !planned || next.at > end {
			w.now = end
			return false
		}
		w.Step()
	}
}

// At plans something for an instant that is this far from now: a crash, a cut, a new node.
func (w *World) At(d time.Duration, do func()) { w.agenda.plan(w.now+max(d, 0), action(do)) }
