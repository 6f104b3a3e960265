package uplink

import (
	"iter"

	"swarm/actors/port"
	"swarm/messages"
)

// cells is the index of a fileQueue: it finds the entries that have a block in common with a new one. The blocks that a
// stream may request are divided into cells of BlocksPerSpan blocks, so a span has blocks in two cells at most. The
// entries of a queue have no block in common: a cell has BlocksPerSpan entries at most.
type cells struct{ entries map[cell][]*waitingEntry }

type cell struct {
	stream    uint64
	blockSize int
	phase     int64 // of the blocks' offsets, modulo the block size
	number    int64 // of the cell's first block, divided by BlocksPerSpan
}

// cellsOf returns the cells in which an answer has blocks, and the mask of these blocks.
func cellsOf(answer port.Answer) iter.Seq2[cell, uint64] {
	return func(yield func(cell, uint64) bool) {
		if answer.BlockSize <= 0 {
			return
		}
		span := answer.Span
		block := span.Offset / int64(answer.BlockSize)
		c := cell{stream: span.Stream, blockSize: answer.BlockSize, phase: span.Offset % int64(answer.BlockSize),
			number: block / messages.BlocksPerSpan}
		first := span.Mask & (^uint64(0) >> (block % messages.BlocksPerSpan))
		if first != 0 && !yield(c, first) {
			return
		}
		c.number++
		if second := span.Mask &^ first; second != 0 {
			yield(c, second)
		}
	}
}

func (c *cells) add(e *waitingEntry) {
	if c.entries == nil {
		c.entries = map[cell][]*waitingEntry{}
	}
	for at := range cellsOf(e.answer) {
		c.entries[at] = append(c.entries[at], e)
	}
}

// remove removes an entry from the cells in which the mask has all of its blocks.
func (c *cells) remove(e *waitingEntry, mask uint64) {
	for at, blocks := range cellsOf(e.answer) {
		if blocks&^mask != 0 {
			continue
		}
		list := c.entries[at]
		last := len(list) - 1
		for i := range list {
			if list[i] == e {
				list[i], list[last] = list[last], nil
				break
			}
		}
		if last == 0 {
			delete(c.entries, at)
		} else {
			c.entries[at] = list[:last]
		}
	}
}

// overlapping returns the entries that have blocks in common with an answer, and the mask of these blocks. The caller
// may remove them from the entry.
func (c *cells) overlapping(answer port.Answer) iter.Seq2[*waitingEntry, uint64] {
	return func(yield func(*waitingEntry, uint64) bool) {
		for at := range cellsOf(answer) {
			for i := len(c.entries[at]) - 1; i >= 0; i-- { // from the end: remove moves the last entry
				e := c.entries[at][i]
				if mask := overlap(e.answer, answer); mask != 0 && !yield(e, mask) {
					return
				}
			}
		}
	}
}

// overlap returns the mask of the blocks of an older answer that a newer one contains too.
func overlap(old, newer port.Answer) uint64 {
	if old.Span.Stream != newer.Span.Stream || old.BlockSize != newer.BlockSize || old.BlockSize <= 0 {
		return 0
	}
	distance := newer.Span.Offset - old.Span.Offset
	if distance%int64(old.BlockSize) != 0 {
		return 0
	}
	switch blocks := distance / int64(old.BlockSize); {
	case blocks >= 0 && blocks < messages.BlocksPerSpan:
		return old.Span.Mask & (newer.Span.Mask << blocks)
	case blocks < 0 && -blocks < messages.BlocksPerSpan:
		return old.Span.Mask & (newer.Span.Mask >> -blocks)
	}
	return 0
}
