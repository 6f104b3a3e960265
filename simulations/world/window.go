package world

import "time"

// window is an interval of virtual time, no longer than the shortest delay between two sites, in which one site after
// the other processes all of its events. An event at one site cannot affect another site within the window, so the
// result is the same as if all events were processed in the order of their times. It is faster: a processor that
// jumps between a thousand nodes with each event waits for memory each time, while one node's data fits its cache.
// The method is conservative parallel simulation with lookahead (Fujimoto 1990, "Parallel discrete event simulation",
// section 2).
//
// The result must not depend on where windows begin and end. Therefore an event changes only its own site and sums
// that do not depend on order, random numbers for a transmission are drawn from the sender's stream, and events at
// equal times are ordered by their order numbers.
type window struct {
	end     time.Duration // events before this time are in the window; zero: there is no window
	sites   []*site       // with events in the window
	current *site         // the site whose event is happening; nil: none
}

// add puts an event into the window.
func (w *window) add(e entry) {
	e.site.push(e)
	if !e.site.active {
		e.site.active = true
		w.sites = append(w.sites, e.site)
	}
}

// next returns when the next event happens, or false when nothing is planned.
func (w *World) next() (when time.Duration, planned bool) {
	when, planned = w.agenda.next()
	if global, has := w.everywhere.next(); has && (!planned || global <= when) {
		return global, true
	}
	return when, planned
}

// advance processes the next event that concerns all sites, if it comes first, or else all events of one window, but
// no event after last.
func (w *World) advance(last time.Duration) {
	first, planned := w.agenda.next()
	global, has := w.everywhere.next()
	if has && (!planned || global <= first) {
		w.happen(w.everywhere.pop())
		return
	}
	end := min(w.windowEnd(first), last+1)
	if has {
		end = min(end, global)
	}
	w.runWindow(end)
}

// windowEnd returns the end of the longest window that may contain an instant. Windows end at multiples of their
// length, or before an event that concerns all sites.
func (w *World) windowEnd(first time.Duration) time.Duration {
	longest := max(w.lookahead, 1)
	return (first/longest + 1) * longest
}

// runWindow processes, site by site, all events before end.
func (w *World) runWindow(end time.Duration) {
	w.window.end = end
	for when, left := w.agenda.next(); left && when < end; when, left = w.agenda.next() {
		w.window.add(w.agenda.pop())
	}
	latest := w.now
	for i := 0; i < len(w.window.sites); i++ { // the list grows where a packet takes no time from site to site
		s := w.window.sites[i]
		w.window.current, w.trace.site = s, s.number
		for len(s.agenda.entries) > 0 {
			e := s.agenda.pop()
			s.now = e.at
			w.happen(e)
		}
		s.active = false
		latest = max(latest, s.now)
	}
	w.window = window{sites: w.window.sites[:0]}
	w.trace.site = 0
	w.now = latest
	w.trace.flush()
}

// happen processes one event, and then all messages that follow from it at the same instant.
func (w *World) happen(e entry) {
	if e.at != w.now {
		w.now, w.messagesNow = e.at, 0
	}
	w.events++
	e.event.happen()
	w.dispatcher.drain()
}

// setMinDelay makes windows as long as possible, given the shortest delay of any node's link. Two nodes are at least
// twice that delay apart; a node and the tracker are that delay plus Options.HTTPDelay apart.
func (w *World) setMinDelay(delay time.Duration) {
	w.minDelay, w.lookahead = delay, delay+min(delay, w.options.HTTPDelay)
	if w.options.shortWindows {
		w.lookahead = 0
	}
}

// updateLookahead recomputes the shortest delay after a link has changed.
func (w *World) updateLookahead() {
	shortest := w.minDelay
	for i, n := range w.nodes {
		if delay := n.connection.link.Delay; i == 0 || delay < shortest {
			shortest = delay
		}
	}
	w.setMinDelay(shortest)
}

// currentSite returns the site whose event is happening, or nil.
func (w *World) currentSite() *site { return w.window.current }
