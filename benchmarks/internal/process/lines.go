package process

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Line is a line that a process printed, with the time of its arrival.
type Line struct {
	At   time.Time
	Text string
}

// maxLines limits the lines that are kept of one process. A transfer of 20 GiB prints about 10,000.
const maxLines = 100_000

// lines splits a standard output into lines.
type lines struct {
	mutex   sync.Mutex
	partial []byte
	list    []Line
	over    bool
	changed chan struct{} // closed and replaced at each write
}

func newLines() *lines { return &lines{changed: make(chan struct{})} }

func (l *lines) Write(text []byte) (int, error) {
	now := time.Now()
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.partial = append(l.partial, text...)
	for {
		line, rest, found := bytes.Cut(l.partial, []byte("\n"))
		if !found {
			break
		}
		if len(l.list) < maxLines {
			l.list = append(l.list, Line{now, string(line)})
		}
		l.partial = rest
	}
	close(l.changed)
	l.changed = make(chan struct{})
	return len(text), nil
}

func (l *lines) close() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.over = true
	close(l.changed)
	l.changed = make(chan struct{})
}

// from returns the lines after the first seen ones, whether the output has ended, and a channel that is closed at the
// next change.
func (l *lines) from(seen int) (list []Line, over bool, changed <-chan struct{}) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.list[seen:], l.over, l.changed
}

// Await waits for a wanted line. It considers the lines that were already printed too.
func (p *Process) Await(what string, limit time.Duration, wanted func(text string) bool) (Line, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for seen := 0; ; {
		list, over, changed := p.lines.from(seen)
		seen += len(list)
		for _, line := range list {
			if wanted(line.Text) {
				return line, nil
			}
		}
		if over {
			return Line{}, p.failed("read from", errors.New("it ended without "+what))
		}
		select {
		case <-changed:
		case <-timer.C:
			return Line{}, p.failed("read from", fmt.Errorf("no %s after %v", what, limit))
		}
	}
}
