package world

import "time"

// RunFor lets this much time pass.
func (w *World) RunFor(d time.Duration) { w.RunUntil(nil, d) }

// RunUntil runs until the condition holds, which is asked at the end of each window in which a fact was noted, but no longer
// than the limit. It tells whether the condition held.
func (w *World) RunUntil(condition func() bool, limit time.Duration) bool {
	end := w.now + limit
	w.asked = false
	for {
		w.turns.drain()
		next, planned := w.next()
		over := !planned || next > end
		if border := min(w.border(w.now), end); condition != nil && !w.asked && (over || next >= border) {
			w.asked, w.now = true, max(w.now, border)
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

// At plans something for an instant that is this far from now: a crash, a cut, a new node. What is planned while a fact of
// a node is noted may deal with that node alone.
func (w *World) At(d time.Duration, do func()) {
	w.plan(w.window.here, w.now+max(d, 0), action(do))
}
