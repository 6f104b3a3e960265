package process

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Line is what a process printed, and when it arrived here.
type Line struct {
	At   time.Time
	Text string
}

// maxLines is the most lines that are kept of one process: a 20 GiB file gives some 10,000.
const maxLines = 100_000

// lines takes a standard output apart.
type lines struct {
	mutex   sync.Mutex
	partial []byte
	list    []Line
	over    bool
	changed chan struct{} // closed, and replaced, with each write
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

// from gives the lines behind the first seen ones, whether more may come, and what tells that more came.
func (l *lines) from(seen int) (list []Line, over bool, changed <-chan struct{}) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.list[seen:], l.over, l.changed
}

// Lines gives all that the process has printed by now.
func (p *Process) Lines() []Line {
	list, _, _ := p.lines.from(0)
	return append([]Line(nil), list...)
}

// Await waits for a line that is wanted, among those printed already or to come.
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
			return Line{}, p.failed("hear from", errors.New("it ended without "+what))
		}
		select {
		case <-changed:
		case <-timer.C:
			return Line{}, p.failed("hear from", fmt.Errorf("no %s after %v", what, limit))
		}
	}
}
