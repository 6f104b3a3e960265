package progress

import (
	"fmt"
	"io"
	"time"
)

// StatusLine shows how far a task is. On a terminal one line is drawn over; in a pipe each status is a line of its own.
type StatusLine struct {
	Kind     Kind
	Interval time.Duration // minimum time between two statuses

	out   io.Writer
	last  time.Time // when the last status was due
	drawn bool      // a status stands on the terminal
}

// NewStatusLine returns a status line for an output.
func NewStatusLine(out io.Writer, asJSON bool) *StatusLine {
	l := &StatusLine{Kind: KindFor(out, asJSON), Interval: 2 * time.Second, out: out, last: time.Now()}
	if l.Kind == Bars {
		l.Interval = minFrameInterval
	}
	return l
}

// Due reports whether the interval has passed since Due last returned true.
func (l *StatusLine) Due(now time.Time) bool {
	if now.Sub(l.last) < l.Interval {
		return false
	}
	l.last = now
	return true
}

// Show writes a status.
func (l *StatusLine) Show(text string) {
	if l.drawn = l.Kind == Bars; l.drawn {
		fmt.Fprint(l.out, "\r"+clearLine+text)
		return
	}
	fmt.Fprintln(l.out, text)
}

// Clear removes the status from the terminal.
func (l *StatusLine) Clear() {
	if l.drawn {
		fmt.Fprint(l.out, "\r"+clearLine)
		l.drawn = false
	}
}
