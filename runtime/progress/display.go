package progress

import (
	"bytes"
	"io"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Journal = (*Display)(nil)

// Options say how progress is shown.
type Options struct {
	Out      io.Writer
	Kind     Kind
	Width    func() int       // columns of the terminal, for bars; nil: 80
	Now      func() time.Time // nil: the wall clock
	Interval time.Duration    // minimum time between two lines about one transfer; 0: one second
}

// Display shows facts. All methods may be called concurrently; after Finish they have no effect.
type Display struct {
	out io.Writer
	now func() time.Time

	mu       sync.Mutex
	board    board
	pending  []item // what is to be written; invariant: len <= maxPending
	omitted  uint64 // items that found pending full
	changed  bool   // the board, since it was last written
	finished bool
	writeErr error // the last error of out

	wake     chan struct{} // capacity 1: there is something to write
	stop     chan struct{} // closed by Finish
	stopped  chan struct{} // closed when run has returned
	renderer renderer
}

// item is a fact or a text that waits to be written.
type item struct {
	at   time.Time
	fact messages.Fact // nil: the item is text
	text string
}

// maxPending bounds the items that wait while a terminal or a pipe is slow: about a megabyte of lines.
const maxPending = 8192

// minFrameInterval is the minimum time between two writes. Ten a second look smooth and cost next to nothing.
const minFrameInterval = 100 * time.Millisecond

// renderer writes facts and the board in one form. One goroutine calls it; for wantsFact and writeBoard the caller
// holds the display's lock.
type renderer interface {
	// wantsFact reports whether a fact is written by itself. Other facts only change the board.
	wantsFact(fact messages.Fact) bool
	writeNews(to *bytes.Buffer, items []item, omitted uint64)
	writeBoard(to *bytes.Buffer, b *board, now time.Time)
	writeSummary(to *bytes.Buffer, now time.Time, ok bool, fields []any)
}

// New starts a display and its goroutine, which Finish ends.
func New(options Options) *Display {
	d := &Display{out: options.Out, now: options.Now,
		wake: make(chan struct{}, 1), stop: make(chan struct{}), stopped: make(chan struct{})}
	if d.now == nil {
		d.now = time.Now
	}
	interval := options.Interval
	if interval <= 0 {
		interval = time.Second
	}
	switch options.Kind {
	case Bars:
		d.renderer = &bars{width: options.Width, hasPrompt: hasPrompt(options.Out), lines: lines{interval: interval}}
	case JSON:
		d.renderer = &objects{interval: interval}
	default:
		d.renderer = &lines{interval: interval}
	}
	go d.run()
	return d
}

// Note shows a fact.
func (d *Display) Note(fact messages.Fact) {
	if fact == nil {
		return
	}
	now := d.now()
	d.mu.Lock()
	if !d.finished {
		d.board.apply(fact, now)
		if d.renderer.wantsFact(fact) {
			d.push(item{at: now, fact: fact})
		}
		d.changed = true
	}
	d.mu.Unlock()
	d.wakeUp()
}

// Say shows a text for people. In JSON it is an object with the event "note".
func (d *Display) Say(text string) {
	now := d.now()
	d.mu.Lock()
	if !d.finished {
		d.push(item{at: now, text: text})
	}
	d.mu.Unlock()
	d.wakeUp()
}

// push adds an item to pending, or counts it as omitted. The caller holds the lock.
func (d *Display) push(i item) {
	if len(d.pending) >= maxPending {
		d.omitted++
		return
	}
	d.pending = append(d.pending, i)
}

func (d *Display) wakeUp() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}
