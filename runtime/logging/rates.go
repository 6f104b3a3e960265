package logging

import (
	"slices"
	"strings"
	"time"
)

// Lines that one event may write in a second. A person reads none of a thousand lines that say "verified"; at 1 GB/s
// that is how many pieces of 1 MiB there are.
const (
	linesPerSecond        = 200
	routineLinesPerSecond = 20
	// maxEvents bounds the table: our own events are fewer, the rest are a library's.
	maxEvents = 256
	// otherEvents takes the events that find the table full.
	otherEvents = "other events"
)

// rates bounds how often each event is written.
type rates struct {
	windows map[string]*window
	ended   bool // the log closes: what was left out is told at once
}

// window is one second of one event.
type window struct {
	start      time.Time
	written    int
	suppressed uint64 // not told yet
}

// left is how many lines of an event were left out.
type left struct {
	event string
	lines uint64
}

func newRates() *rates { return &rates{windows: make(map[string]*window)} }

// allow tells whether a line may be written, and counts it if not.
func (r *rates) allow(l line, at time.Time) bool {
	w, event := r.window(l.event)
	if w == nil {
		w = &window{start: at}
		r.windows[event] = w
	}
	if w.over(at) {
		w.start, w.written = at, 0
	}
	if w.written >= most(event) {
		w.suppressed++
		return false
	}
	w.written++
	return true
}

// spent tells whether allow would refuse a line of an event, before there is one, and counts it if so.
func (r *rates) spent(event string, at time.Time) bool {
	w, event := r.window(event)
	if w == nil || w.over(at) || w.written < most(event) {
		return false
	}
	w.suppressed++
	return true
}

// window finds the window that an event is counted in; nil if there is none yet.
func (r *rates) window(event string) (*window, string) {
	w := r.windows[event]
	if w == nil && len(r.windows) >= maxEvents {
		event = otherEvents
		w = r.windows[event]
	}
	return w, event
}

func (w *window) over(at time.Time) bool {
	since := at.Sub(w.start)
	return since >= time.Second || since < 0
}

// most is how many lines of an event may be written in a second.
func most(event string) int {
	if routine[event] {
		return routineLinesPerSecond
	}
	return linesPerSecond
}

// suppressed gives, by event, what was left out in windows that are over, and forgets it.
func (r *rates) suppressed(now time.Time) []left {
	var all []left
	for event, w := range r.windows {
		if w.suppressed > 0 && (r.ended || now.Sub(w.start) >= time.Second) {
			all = append(all, left{event, w.suppressed})
			w.suppressed = 0
		}
	}
	slices.SortFunc(all, func(a, b left) int { return strings.Compare(a.event, b.event) })
	return all
}

func (r *rates) endWindow() { r.ended = true }
