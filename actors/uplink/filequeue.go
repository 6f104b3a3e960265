package uplink

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
)

// fileQueue is what waits of one file for one receiver.
type fileQueue struct {
	file    messages.InfoHash
	entries []entry
	bytes   int
}

func (f *fileQueue) add(e entry) {
	f.entries = append(f.entries, e)
	f.bytes += e.bytes
}

// take removes the first entry. If the entry has more than maxBytes, only as many of its first blocks as fit are taken,
// but at least one.
func (f *fileQueue) take(maxBytes int) entry {
	e := f.entries[0]
	if e.bytes <= maxBytes {
		f.entries = f.entries[1:]
		f.bytes -= e.bytes
		return e
	}
	taken := e
	taken.answer.Span.Mask = firstBlocks(e.answer, maxBytes)
	taken.bytes = taken.answer.Bytes()
	f.bytes -= taken.bytes
	if e.answer.Span.Mask &^= taken.answer.Span.Mask; e.answer.Span.Mask == 0 {
		f.entries = f.entries[1:]
		return taken
	}
	e.bytes -= taken.bytes
	f.entries[0] = e
	return taken
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

// replace removes the blocks that a new entry requests again, and returns the change of the queued bytes. A receiver
// requests a block again when it has given up on the first answer: to send both would lengthen a queue that is already
// too long.
func (f *fileQueue) replace(repeated entry) (bytes int) {
	kept := f.entries[:0]
	for _, old := range f.entries {
		if mask := overlap(old.answer, repeated.answer); mask != 0 {
			old.answer.Span.Mask &^= mask
			bytes += old.answer.Bytes() - old.bytes
			old.bytes = old.answer.Bytes()
			if old.answer.Span.Mask == 0 {
				continue
			}
		}
		kept = append(kept, old)
	}
	clear(f.entries[len(kept):])
	f.entries = kept
	f.bytes += bytes
	return bytes
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
