package logging

import (
	"slices"
	"strings"
	"time"
)

// These limit how many lines of one event are written in a second. At 1 GB/s a thousand pieces of 1 MiB are verified in
// a second, and nobody reads a thousand lines about them.
const (
	linesPerSecond        = 200
	routineLinesPerSecond = 20
	// maxEvents bounds the number of events that are counted separately. There are fewer events of our own; the others
	// come from libraries.
	maxEvents = 256
	// otherEvents counts all further events together.
	otherEvents = "other events"
)

// rates limits how often each event is written.
type rates struct {
	intervals map[string]*interval
	ended     bool // the log is closing: suppressed lines are reported at once
}

// interval is one second of one event.
type interval struct {
	start      time.Time
	written    int
	suppressed uint64 // lines, not reported yet
}

// suppression is how many lines of an event were suppressed.
type suppression struct {
	event string
	lines uint64
}

func newRates() *rates { return &rates{intervals: make(map[string]*interval)} }

// allow reports whether a line may be written. It counts the line either way.
func (r *rates) allow(l line, at time.Time) bool {
	w, event := r.interval(l.event)
	if w == nil {
		w = &interval{start: at}
		r.intervals[event] = w
	}
	if w.over(at) {
		w.start, w.written = at, 0
	}
	if w.written >= maxLines(event) {
		w.suppressed++
		return false
	}
	w.written++
	return true
}

// spent reports whether allow would refuse a line of an event, and counts the line if so. It spares the caller making
// the line.
func (r *rates) spent(event string, at time.Time) bool {
	w, event := r.interval(event)
	if w == nil || w.over(at) || w.written < maxLines(event) {
		return false
	}
	w.suppressed++
	return true
}

// interval returns the interval that an event is counted in, or nil if there is none yet, and the name it is counted
// as.
func (r *rates) interval(event string) (*interval, string) {
	w := r.intervals[event]
	if w == nil && len(r.intervals) >= maxEvents {
		event = otherEvents
		w = r.intervals[event]
	}
	return w, event
}

// over reports whether the interval has ended. A clock that was set back ends it too.
func (w *interval) over(at time.Time) bool {
	since := at.Sub(w.start)
	return since >= time.Second || since < 0
}

// maxLines returns how many lines of an event may be written in a second.
func maxLines(event string) int {
	if routine[event] {
		return routineLinesPerSecond
	}
	return linesPerSecond
}

// suppressed returns how many lines of each event were suppressed in intervals that have ended, and resets the counts.
func (r *rates) suppressed(now time.Time) []suppression {
	var all []suppression
	for event, w := range r.intervals {
		if w.suppressed > 0 && (r.ended || now.Sub(w.start) >= time.Second) {
			all = append(all, suppression{event, w.suppressed})
			w.suppressed = 0
		}
	}
	slices.SortFunc(all, func(a, b suppression) int { return strings.Compare(a.event, b.event) })
	return all
}

func (r *rates) endIntervals() { r.ended = true }
