package console

import (
	"bytes"
	"io"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Journal = (*Progress)(nil)

// Kind is how progress is shown.
type Kind uint8

const (
	Bar   Kind = iota // bars that are drawn over, for a terminal
	Lines             // plain lines, for a pipe or beside a prompt
	JSON              // one JSON object a line, for a program
)

// Options say how progress is shown.
type Options struct {
	Out   io.Writer
	Kind  Kind
	Width func() int       // columns of the terminal, for bars; nil: 80
	Now   func() time.Time // nil: the wall clock
	Every time.Duration    // the least time between two lines of one transfer; 0: one second
}

// Progress shows facts. All methods may be called at the same time; after Finish they do nothing.
type Progress struct {
	out   io.Writer
	now   func() time.Time
	every time.Duration

	mu      sync.Mutex
	board   board
	pending []item // what is to be written; invariant: len <= maxPending
	lost    uint64 // items that did not fit
	dirty   bool
	over    bool
	failed  error // of the output

	wake    chan struct{} // holds one token at most
	stop    chan struct{}
	stopped chan struct{}
	face    face
}

// item is a fact, or a text for people, that waits to be written.
type item struct {
	at   time.Time
	fact messages.Fact // nil: text is meant
	text string
}

// maxPending bounds what waits while a terminal or a pipe is slow: about a megabyte of lines.
const maxPending = 8192

// frame is the least time between two drawings: 10 a second are smooth to the eye and cost nothing.
const frame = 100 * time.Millisecond

// face writes one drawing: what is new, and the board as it stands. One goroutine calls it, with the lock held for board.
type face interface {
	// wants tells whether a fact is written by itself; the others only move the board. It is called by anybody.
	wants(fact messages.Fact) bool
	news(to *bytes.Buffer, items []item, lost uint64)
	board(to *bytes.Buffer, b *board, now time.Time)
	summary(to *bytes.Buffer, now time.Time, ok bool, fields []any)
}

// NewProgress starts showing.
func NewProgress(options Options) *Progress {
	p := &Progress{
		out: options.Out, now: options.Now, every: options.Every,
		wake: make(chan struct{}, 1), stop: make(chan struct{}), stopped: make(chan struct{}),
	}
	if p.now == nil {
		p.now = time.Now
	}
	if p.every <= 0 {
		p.every = time.Second
	}
	switch options.Kind {
	case Bar:
		p.face = &bars{width: options.Width, prompting: prompting(options.Out), lines: lines{every: p.every}}
	case JSON:
		p.face = &objects{every: p.every}
	default:
		p.face = &lines{every: p.every}
	}
	go p.run()
	return p
}

// Note takes a fact.
func (p *Progress) Note(fact messages.Fact) {
	if fact == nil {
		return
	}
	now := p.now()
	p.mu.Lock()
	if !p.over {
		p.board.apply(fact, now)
		if p.face.wants(fact) {
			p.push(item{at: now, fact: fact})
		}
		p.dirty = true
	}
	p.mu.Unlock()
	p.nudge()
}

// Say shows a text for people; as JSON it is an object with the event "note".
func (p *Progress) Say(text string) {
	now := p.now()
	p.mu.Lock()
	if !p.over {
		p.push(item{at: now, text: text})
	}
	p.mu.Unlock()
	p.nudge()
}

func (p *Progress) push(i item) {
	if len(p.pending) >= maxPending {
		p.lost++
		return
	}
	p.pending = append(p.pending, i)
}

func (p *Progress) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
