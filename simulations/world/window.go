package world

import "time"

// window is a stretch of time, no longer than the quickest way from one site to another, in which one site after the other
// lives through all that happens there. What happens at one within the window changes nothing at another within it, so the
// result is that of taking all events by their time: but each site has its memory at hand meanwhile, where a processor that
// goes from site to site, a thousand of them, waits for memory at each event. The order is that of conservative parallel
// simulation (Fujimoto 1990, "Parallel discrete event simulation", section 2).
//
// So that nothing depends on where windows begin and end, a site touches what is its own, and what can be summed up in any
// order; chance on the way from one to another is the sender's; and events of one instant have an order of their own.
type window struct {
	end   time.Duration // what happens before it is within the window; zero: none is open
	sites []*site       // with something to do
	here  *site         // where something happens at present; nil: outside of all
}

// bring puts an event into the window.
func (w *window) bring(e entry) {
	e.of.agenda.plan(e)
	if !e.of.active {
		e.of.active = true
		w.sites = append(w.sites, e.of)
	}
}

// next is when the next thing happens; false when nothing is planned.
func (w *World) next() (when time.Duration, planned bool) {
	when, planned = w.agenda.next()
	if all, is := w.everywhere.next(); is && (!planned || all <= when) {
		return all, true
	}
	return when, planned
}

// advance lets happen what happens next everywhere, or else what happens within one window, but nothing after last.
func (w *World) advance(last time.Duration) {
	first, planned := w.agenda.next()
	all, is := w.everywhere.next()
	if is && (!planned || all <= first) {
		w.happen(w.everywhere.take())
		return
	}
	end := min(w.border(first), last+1)
	if is {
		end = min(end, all)
	}
	w.live(end)
}

// border is the end of the longest window that may begin with an instant. Windows end at multiples of their length, but
// where something happens everywhere.
func (w *World) border(first time.Duration) time.Duration {
	longest := max(w.lookahead, 1)
	return (first/longest + 1) * longest
}

// live lets happen, site by site, what happens before end.
func (w *World) live(end time.Duration) {
	w.window.end = end
	for when, left := w.agenda.next(); left && when < end; when, left = w.agenda.next() {
		w.window.bring(w.agenda.take())
	}
	latest := w.now
	for i := 0; i < len(w.window.sites); i++ { // the list grows where the way between two sites takes no time
		s := w.window.sites[i]
		w.window.here, w.trace.site = s, s.number
		for len(s.agenda.entries) > 0 {
			e := s.agenda.take()
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

// happen lets an event happen, and all that follows from it at the same instant by way of messages.
func (w *World) happen(e entry) {
	if e.at != w.now {
		w.now, w.atOnce = e.at, 0
	}
	w.events++
	e.event.happen()
	w.turns.drain()
}

// lookAhead makes windows as long as may be, where the least delay of a node's link is this: as the way to another such node,
// or to the tracker.
func (w *World) lookAhead(delay time.Duration) {
	w.delay, w.lookahead = delay, delay+min(delay, w.options.HTTPDelay)
	if w.options.narrow {
		w.lookahead = 0
	}
}

// relinked finds the least delay anew.
func (w *World) relinked() {
	least := w.delay
	for i, n := range w.nodes {
		if delay := n.connection.link.Delay; i == 0 || delay < least {
			least = delay
		}
	}
	w.lookAhead(least)
}
