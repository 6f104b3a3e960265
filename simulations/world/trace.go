package world

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"time"

	"swarm/messages"
)

// Trace is all that happened, in order, as a hash: every fact with its content, every message that an actor was given
// with its type and the actor's PID, and every fault of the world. Two runs with equal hashes were the same run.
type Trace struct {
	sum     hash.Hash
	text    io.Writer // nil: not written out
	line    []byte
	entries uint64
	facts   uint64
}

func newTrace(text io.Writer) *Trace { return &Trace{sum: sha256.New(), text: text} }

// Hash gives the SHA-256 of the trace so far, in hexadecimal.
func (t *Trace) Hash() string { return hex.EncodeToString(t.sum.Sum(nil)) }

// Entries counts what was written down so far.
func (t *Trace) Entries() uint64 { return t.entries }

// Facts counts the facts among the entries.
func (t *Trace) Facts() uint64 { return t.facts }

func (t *Trace) fact(at time.Duration, fact messages.Fact) {
	t.facts++
	t.begin(at, "fact ")
	t.line = fmt.Appendf(t.line, "%T%+v", fact, fact)
	t.end()
}

func (t *Trace) delivery(at time.Duration, pid, message string) {
	t.begin(at, "got  ")
	t.line = append(t.line, pid...)
	t.line = append(t.line, ' ')
	t.line = append(t.line, message...)
	t.end()
}

// event writes down what the world itself did.
func (t *Trace) event(at time.Duration, what string) {
	t.begin(at, "world ")
	t.line = append(t.line, what...)
	t.end()
}

func (t *Trace) begin(at time.Duration, kind string) {
	t.entries++
	t.line = strconv.AppendInt(t.line[:0], int64(at), 10) // nanoseconds since the world began
	t.line = append(t.line, ' ')
	t.line = append(t.line, kind...)
}

func (t *Trace) end() {
	t.line = append(t.line, '\n')
	t.sum.Write(t.line) // never fails (hash.Hash)
	if t.text != nil {
		if _, err := t.text.Write(t.line); err != nil {
			panic(fmt.Sprintf("world: write the trace's text: %v", err))
		}
	}
}
