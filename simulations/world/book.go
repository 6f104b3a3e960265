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

// book is the part of a trace that was written down. One page is being written at a time, beside the world.
type book struct {
	sum     hash.Hash
	text    io.Writer // nil: not written out
	writing sync.WaitGroup
	other   *page // the one that is being written, or was
	failed  error
}

// page is the lines of one window, in the order in which sites had their turns.
type page struct {
	lines   []byte
	waiting []line
}

// line is where a line of a page is.
type line struct {
	at       time.Duration
	site     uint64
	from, to int
}

// shortPage is how many lines are written at once: a goroutine for fewer costs more than it saves.
const shortPage = 1000

// take has a page written, and gives an empty one.
func (b *book) take(full *page) (empty *page) {
	b.settle()
	empty, b.other = b.other, full
	if len(full.waiting) < shortPage {
		b.write()
		return empty
	}
	b.writing.Go(b.write)
	return empty
}

// settle waits until all is written.
func (b *book) settle() {
	b.writing.Wait()
	if b.failed != nil {
		panic(fmt.Sprintf("world: write the trace's text: %v", b.failed))
	}
}

// write puts the lines of a page in order and writes them.
func (b *book) write() {
	p := b.other
	slices.SortFunc(p.waiting, func(a, b line) int {
		switch {
		case a.at != b.at:
			return cmp.Compare(a.at, b.at)
		case a.site != b.site:
			return cmp.Compare(a.site, b.site)
		}
		return cmp.Compare(a.from, b.from)
	})
	for _, l := range p.waiting {
		b.sum.Write(p.lines[l.from:l.to]) // never fails (hash.Hash)
		if b.text != nil && b.failed == nil {
			_, b.failed = b.text.Write(p.lines[l.from:l.to])
		}
	}
	p.lines, p.waiting = p.lines[:0], p.waiting[:0]
}
