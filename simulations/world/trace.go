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

// Trace is the record of a run and its hash: every fact with its content, every message that an actor received with
// its type and the actor's PID, and every fault that the world was given. Two runs with equal hashes were the same
// run.
//
// The lines of one window are sorted, hashed and written out while the world runs the next window.
type Trace struct {
	site    uint64     // number of the site whose event is happening
	open    *tracePage // lines of the current window
	entries uint64
	facts   uint64
	writer  traceWriter
}

func newTrace(text io.Writer) *Trace {
	return &Trace{open: &tracePage{}, writer: traceWriter{sum: sha256.New(), text: text, spare: &tracePage{}}}
}

// Hash returns the SHA-256 of the trace so far, in hexadecimal, after everything has been written out.
func (t *Trace) Hash() string {
	t.close()
	return hex.EncodeToString(t.writer.sum.Sum(nil))
}

// Entries returns how many lines were recorded so far.
func (t *Trace) Entries() uint64 { return t.entries }

// Facts returns how many of the entries are facts.
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

// event records something that was done to the world.
func (t *Trace) event(at time.Duration, what string) {
	t.begin(at, "world ")
	t.open.lines = append(t.open.lines, what...)
	t.end()
}

func (t *Trace) begin(at time.Duration, kind string) {
	t.entries++
	t.open.entries = append(t.open.entries, traceLine{at: at, site: t.site, from: len(t.open.lines)})
	t.open.lines = strconv.AppendInt(t.open.lines, int64(at), 10) // nanoseconds since the world began
	t.open.lines = append(t.open.lines, ' ')
	t.open.lines = append(t.open.lines, kind...)
}

func (t *Trace) end() {
	t.open.lines = append(t.open.lines, '\n')
	t.open.entries[len(t.open.entries)-1].to = len(t.open.lines)
}

// close writes everything that was recorded so far.
func (t *Trace) close() {
	t.flush()
	t.writer.wait()
}

// flush hands the lines of a window to the writer. It must be called at the end of each window: within one, sites
// have their turns one after the other, and the lines are not in the order of their times.
func (t *Trace) flush() {
	if len(t.open.entries) > 0 {
		t.open = t.writer.write(t.open)
	}
}
