package world

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"time"

	"swarm/messages"
)

// Trace is all that happened, in order, as a hash: every fact with its content, every message that an actor was given
// with its type and the actor's PID, and every fault of the world. Two runs with equal hashes were the same run.
//
// What happened within a window is put in order, summed up and written out while the next one is being played.
type Trace struct {
	site    uint64 // where things happen at present
	open    *page  // what happens in the window that is open
	entries uint64
	facts   uint64
	book    book
}

func newTrace(text io.Writer) *Trace {
	return &Trace{open: &page{}, book: book{sum: sha256.New(), text: text, other: &page{}}}
}

// Hash gives the SHA-256 of the trace so far, in hexadecimal. All of it is written out then.
func (t *Trace) Hash() string {
	t.close()
	return hex.EncodeToString(t.book.sum.Sum(nil))
}

// Entries counts what was written down so far.
func (t *Trace) Entries() uint64 { return t.entries }

// Facts counts the facts among the entries.
func (t *Trace) Facts() uint64 { return t.facts }

func (t *Trace) fact(at time.Duration, fact messages.Fact) {
	t.facts++
	t.begin(at, "fact ")
	t.open.lines = fmt.Appendf(t.open.lines, "%T%+v", fact, fact)
	t.end()
}

func (t *Trace) delivery(at time.Duration, pid, message string) {
	t.begin(at, "got  ")
	t.open.lines = append(t.open.lines, pid...)
	t.open.lines = append(t.open.lines, ' ')
	t.open.lines = append(t.open.lines, message...)
	t.end()
}

// event writes down what the world itself did.
func (t *Trace) event(at time.Duration, what string) {
	t.begin(at, "world ")
	t.open.lines = append(t.open.lines, what...)
	t.end()
}

func (t *Trace) begin(at time.Duration, kind string) {
	t.entries++
	t.open.waiting = append(t.open.waiting, line{at: at, site: t.site, from: len(t.open.lines)})
	t.open.lines = strconv.AppendInt(t.open.lines, int64(at), 10) // nanoseconds since the world began
	t.open.lines = append(t.open.lines, ' ')
	t.open.lines = append(t.open.lines, kind...)
}

func (t *Trace) end() {
	t.open.lines = append(t.open.lines, '\n')
	t.open.waiting[len(t.open.waiting)-1].to = len(t.open.lines)
}

// close has all written that happened so far.
func (t *Trace) close() {
	t.flush()
	t.book.settle()
}

// flush has what happened within a window written down, by its time: sites have their turns one after the other.
func (t *Trace) flush() {
	if len(t.open.waiting) > 0 {
		t.open = t.book.take(t.open)
	}
}
