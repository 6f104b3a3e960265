package world

import "time"

// RunFor runs the world for this much virtual time.
func (w *World) RunFor(d time.Duration) { w.RunUntil(nil, d) }

// RunUntil runs the world until the condition holds, but no longer than limit, and reports whether the condition
// held. The condition is checked at the end of each window in which a fact was noted.
func (w *World) RunUntil(condition func() bool, limit time.Duration) bool {
	end := w.now + limit
	w.conditionChecked = false
	for {
		w.dispatcher.drain()
		next, planned := w.next()
		over := !planned || next > end
		if edge := min(w.windowEnd(w.now), end); condition != nil && !w.conditionChecked && (over || next >= edge) {
			w.conditionChecked, w.now = true, max(w.now, edge)
			if condition() {
				return true
			}
		}
		if over {
			w.now = end
			return false
		}
		w.advance(end)
	}
}

// At plans a call of do for an instant d from now: a crash, a partition, a new node. Code that runs while a fact of a
// node is noted may plan only what concerns that node.
func (w *World) At(d time.Duration, do func()) {
	w.plan(w.window.current, w.now+max(d, 0), action(do))
}
