package uplink

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
)

// fileQueue is what waits of one file for one receiver, in the order in which it was requested. To add, take or replace
// an entry takes the same time however many entries wait.
type fileQueue struct {
	file        messages.InfoHash
	first, last *waitingEntry
	cells       cells
	load
}

// waitingEntry is an entry in the list of its fileQueue.
type waitingEntry struct {
	entry
	previous, next *waitingEntry
}

func (f *fileQueue) empty() bool { return f.entries == 0 }

func (f *fileQueue) each(do func(entry)) {
	for e := f.first; e != nil; e = e.next {
		do(e.entry)
	}
}

func (f *fileQueue) add(added entry) {
	e := &waitingEntry{entry: added, previous: f.last}
	if f.last == nil {
		f.first = e
	} else {
		f.last.next = e
	}
	f.last = e
	f.entries++
	f.bytes += added.bytes
	f.cells.add(e)
}

// take removes the first entry. If the entry has more than maxBytes, only as many of its first blocks as fit are taken,
// but at least one.
func (f *fileQueue) take(maxBytes int) entry {
	e := f.first
	taken := e.entry
	if e.bytes > maxBytes {
		taken.answer.Span.Mask = firstBlocks(e.answer, maxBytes)
		taken.bytes = taken.answer.Bytes()
	}
	f.cut(e, taken.answer.Span.Mask, taken.bytes)
	return taken
}

// cut removes blocks of an entry, which have so many bytes together, and the entry if it has no more blocks.
func (f *fileQueue) cut(e *waitingEntry, mask uint64, bytes int) {
	f.cells.remove(e, mask)
	f.bytes -= bytes
	e.bytes -= bytes
	if e.answer.Span.Mask &^= mask; e.answer.Span.Mask == 0 {
		f.unlink(e)
	}
}

func (f *fileQueue) unlink(e *waitingEntry) {
	if e.previous == nil {
		f.first = e.next
	} else {
		e.previous.next = e.next
	}
	if e.next == nil {
		f.last = e.previous
	} else {
		e.next.previous = e.previous
	}
	f.entries--
}

// replace removes the blocks that a new entry requests again. A receiver requests a block again when it has given up on
// the first answer: to send both would lengthen a queue that is already too long.
func (f *fileQueue) replace(repeated entry) {
	for old, mask := range f.cells.overlapping(repeated.answer) {
		again := old.answer
		again.Span.Mask = mask
		f.cut(old, mask, again.Bytes())
	}
}

// firstBlocks returns the mask of the first blocks of an answer that fit into maxBytes, but of one at least.
func firstBlocks(answer port.Answer, maxBytes int) uint64 {
	var mask uint64
	for remaining := answer.Span.Mask; remaining != 0; remaining &= remaining - 1 {
		i := bits.TrailingZeros64(remaining)
		maxBytes -= min(answer.BlockSize, int(answer.Span.Length)-i*answer.BlockSize)
		if maxBytes < 0 && mask != 0 {
			break
		}
		mask |= 1 << i
	}
	return mask
}
