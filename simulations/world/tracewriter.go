package world

import (
	"cmp"
	"fmt"
	"hash"
	"io"
	"slices"
	"sync"
	"time"
)

// traceWriter sorts, hashes and writes the trace. While the world fills one page with lines, a goroutine of the
// traceWriter may work on the other.
type traceWriter struct {
	sum     hash.Hash
	text    io.Writer // nil: the trace is hashed and not written out
	writing sync.WaitGroup
	spare   *tracePage // the page that is being written, or was written last
	failed  error
}

// tracePage holds the lines of one window, in the order in which the sites had their turns.
type tracePage struct {
	lines   []byte
	entries []traceLine
}

// traceLine says where one line lies in a page, and what it is sorted by.
type traceLine struct {
	at       time.Duration
	site     uint64
	from, to int
}

// minConcurrentLines is the number of lines from which a page is written by a goroutine of its own. For fewer lines
// the goroutine costs more than it saves.
const minConcurrentLines = 1000

// write starts writing a full page and returns an empty one.
func (w *traceWriter) write(full *tracePage) (empty *tracePage) {
	w.wait()
	empty, w.spare = w.spare, full
	if len(full.entries) < minConcurrentLines {
		w.writeLines()
		return empty
	}
	w.writing.Go(w.writeLines)
	return empty
}

// wait returns once the last page has been written.
func (w *traceWriter) wait() {
	w.writing.Wait()
	if w.failed != nil {
		panic(fmt.Sprintf("world: write the trace's text: %v", w.failed))
	}
}

// writeLines sorts the lines of a page, adds them to the hash and writes them to the text.
func (w *traceWriter) writeLines() {
	p := w.spare
	slices.SortFunc(p.entries, func(a, b traceLine) int {
		switch {
		case a.at != b.at:
			return cmp.Compare(a.at, b.at)
		case a.site != b.site:
			return cmp.Compare(a.site, b.site)
		}
		return cmp.Compare(a.from, b.from)
	})
	for _, l := range p.entries {
		w.sum.Write(p.lines[l.from:l.to]) // hash.Hash says that it never returns an error
		if w.text != nil && w.failed == nil {
			_, w.failed = w.text.Write(p.lines[l.from:l.to])
		}
	}
	p.lines, p.entries = p.lines[:0], p.entries[:0]
}
