package uplink

import (
	"math/bits"

	"swarm/actors/port"
	"swarm/messages"
)

// lane is what waits of one file for one receiver. A file at its limit holds up its own lanes alone.
type lane struct {
	file    messages.InfoHash
	entries []entry
	bytes   int
}

func (l *lane) add(e entry) {
	l.entries = append(l.entries, e)
	l.bytes += e.bytes
}

// take takes out the first entry, or of its blocks as many as fit into room (bytes), but one at least.
func (l *lane) take(room int) entry {
	e := l.entries[0]
	if e.bytes <= room {
		l.entries = l.entries[1:]
		l.bytes -= e.bytes
		return e
	}
	taken := e
	taken.answer.Span.Mask = firstBlocks(e.answer, room)
	taken.bytes = taken.answer.Bytes()
	l.bytes -= taken.bytes
	if e.answer.Span.Mask &^= taken.answer.Span.Mask; e.answer.Span.Mask == 0 {
		l.entries = l.entries[1:]
		return taken
	}
	e.bytes -= taken.bytes
	l.entries[0] = e
	return taken
}

// firstBlocks gives the first blocks of an answer that fit into room (bytes), but one at least.
func firstBlocks(answer port.Answer, room int) uint64 {
	var mask uint64
	for rest := answer.Span.Mask; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		if room -= min(answer.BlockSize, int(answer.Span.Length)-i*answer.BlockSize); room < 0 && mask != 0 {
			break
		}
		mask |= 1 << i
	}
	return mask
}

// replace takes out the blocks that are asked for again, and gives by how many bytes more or less waits for that: whoever
// asks has given up waiting for the answer that they were to be, and sending them twice would make the queue longer just
// when it is too long.
func (l *lane) replace(again entry) (bytes int) {
	kept := l.entries[:0]
	for _, old := range l.entries {
		if mask := overlap(old.answer, again.answer); mask != 0 {
			old.answer.Span.Mask &^= mask
			bytes += old.answer.Bytes() - old.bytes
			old.bytes = old.answer.Bytes()
			if old.answer.Span.Mask == 0 {
				continue
			}
		}
		kept = append(kept, old)
	}
	clear(l.entries[len(kept):])
	l.entries = kept
	l.bytes += bytes
	return bytes
}

// overlap gives the blocks of an older answer that a newer one has as well.
func overlap(old, again port.Answer) uint64 {
	if old.Span.Stream != again.Span.Stream || old.BlockSize != again.BlockSize || old.BlockSize <= 0 {
		return 0
	}
	apart := again.Span.Offset - old.Span.Offset
	if apart%int64(old.BlockSize) != 0 {
		return 0
	}
	switch blocks := apart / int64(old.BlockSize); {
	case blocks >= 0 && blocks < messages.BlocksPerSpan:
		return old.Span.Mask & (again.Span.Mask << blocks)
	case blocks < 0 && -blocks < messages.BlocksPerSpan:
		return old.Span.Mask & (again.Span.Mask >> -blocks)
	}
	return 0
}
