package world

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"time"

	"swarm/messages"
)

// Trace is all that happened, in order, as a hash: every fact with its content, every message that an actor was given
// with its type and the actor's PID, and every fault of the world. Two runs with equal hashes were the same run.
type Trace struct {
	sum     hash.Hash
	text    io.Writer // nil: not written out
	site    uint64    // where things happen at present
	lines   []byte    // of the window that is open
	waiting []line
	entries uint64
	facts   uint64
}

func newTrace(text io.Writer) *Trace { return &Trace{sum: sha256.New(), text: text} }

// Hash gives the SHA-256 of the trace so far, in hexadecimal.
func (t *Trace) Hash() string {
	t.flush()
	return hex.EncodeToString(t.sum.Sum(nil))
}

// Entries counts what was written down so far.
func (t *Trace) Entries() uint64 { return t.entries }

// Facts counts the facts among the entries.
func (t *Trace) Facts() uint64 { return t.facts }

func (t *Trace) fact(at time.Duration, fact messages.Fact) {
	t.facts++
	t.begin(at, "fact ")
	t.lines = fmt.Appendf(t.lines, "%T%+v", fact, fact)
	t.end()
}

func (t *Trace) delivery(at time.Duration, pid, message string) {
	t.begin(at, "got  ")
	t.lines = append(t.lines, pid...)
	t.lines = append(t.lines, ' ')
	t.lines = append(t.lines, message...)
	t.end()
}

// event writes down what the world itself did.
func (t *Trace) event(at time.Duration, what string) {
	t.begin(at, "world ")
	t.lines = append(t.lines, what...)
	t.end()
}

func (t *Trace) begin(at time.Duration, kind string) {
	t.entries++
	t.waiting = append(t.waiting, line{at: at, site: t.site, from: len(t.lines)})
	t.lines = strconv.AppendInt(t.lines, int64(at), 10) // nanoseconds since the world began
	t.lines = append(t.lines, ' ')
	t.lines = append(t.lines, kind...)
}

func (t *Trace) end() {
	t.lines = append(t.lines, '\n')
	t.waiting[len(t.waiting)-1].to = len(t.lines)
}

// line is where a line is that is not written yet.
type line struct {
	at       time.Duration
	site     uint64
	from, to int
}

// flush writes down what happened within a window, by its time: sites have their turns one after the other.
func (t *Trace) flush() {
	slices.SortFunc(t.waiting, func(a, b line) int {
		switch {
		case a.at != b.at:
			return cmp.Compare(a.at, b.at)
		case a.site != b.site:
			return cmp.Compare(a.site, b.site)
		}
		return cmp.Compare(a.from, b.from)
	})
	for _, l := range t.waiting {
		t.write(t.lines[l.from:l.to])
	}
	t.lines, t.waiting = t.lines[:0], t.waiting[:0]
}

func (t *Trace) write(line []byte) {
	t.sum.Write(line) // never fails (hash.Hash)
	if t.text != nil {
		if _, err := t.text.Write(line); err != nil {
			panic(fmt.Sprintf("world: write the trace's text: %v", err))
		}
	}
}
