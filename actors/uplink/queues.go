package uplink

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// entry is one span that waits to be sent.
type entry struct {
	answer port.Answer
	bytes  int
	seeder port.PID
}

// queues holds what waits for each receiver, and takes from them in turn. Answers are at most 64 blocks, so taking one
// answer from each receiver at a time is fair to within an answer; a receiver that has had more than its turn's bytes
// waits until the others have caught up (deficit round robin, RFC 8290 section 4.2 uses the same rule).
type queues struct {
	byReceiver   map[netip.AddrPort]*queue
	turns        []*queue // receivers with something waiting, in the order of their turns
	bytes        int      // waiting, of all receivers
	maxReceivers int
	maxBytes     int // waiting, of one receiver
}

type queue struct {
	to      netip.AddrPort
	entries []entry
	bytes   int
	credit  int // bytes this receiver may still send in its turn
}

// quantumBytes is what a receiver's turn is worth: about one full answer.
const quantumBytes = 64 << 10

func newQueues(maxReceivers, maxBytes int) *queues {
	return &queues{byReceiver: map[netip.AddrPort]*queue{}, maxReceivers: maxReceivers, maxBytes: maxBytes}
}

// push puts an entry behind the others of its receiver; false when the receiver, or the number of them, is over a limit.
func (q *queues) push(e entry) bool {
	of := q.byReceiver[e.answer.To]
	if of == nil {
		if len(q.turns) >= q.maxReceivers {
			return false
		}
		of = &queue{to: e.answer.To, credit: quantumBytes}
		q.byReceiver[e.answer.To] = of
		q.turns = append(q.turns, of)
	}
	q.replace(of, e)
	if of.bytes+e.bytes > q.maxBytes {
		q.drop(of)
		return false
	}
	of.entries = append(of.entries, e)
	of.bytes += e.bytes
	q.bytes += e.bytes
	return true
}

// replace takes out of a receiver's queue the blocks that it asks for again: it has given up waiting for the answer that
// they were to be, and sending them twice would make the queue longer just when it is too long.
func (q *queues) replace(of *queue, again entry) {
	kept := of.entries[:0]
	for _, old := range of.entries {
		if mask := overlap(old.answer, again.answer); mask != 0 {
			old.answer.Span.Mask &^= mask
			q.count(of, old.answer.Bytes()-old.bytes)
			old.bytes = old.answer.Bytes()
			if old.answer.Span.Mask == 0 {
				continue
			}
		}
		kept = append(kept, old)
	}
	clear(of.entries[len(kept):])
	of.entries = kept
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

// drop forgets a receiver that has nothing waiting.
func (q *queues) drop(of *queue) {
	if len(of.entries) > 0 {
		return
	}
	delete(q.byReceiver, of.to)
	for i, other := range q.turns {
		if other == of {
			q.turns = append(q.turns[:i], q.turns[i+1:]...)
			return
		}
	}
}

func (q *queues) count(of *queue, bytes int) {
	of.bytes += bytes
	q.bytes += bytes
}

// pop takes the next entry in turn.
func (q *queues) pop() (entry, bool) {
	if len(q.turns) == 0 {
		return entry{}, false
	}
	for q.turns[0].credit <= 0 {
		q.turns[0].credit += quantumBytes
		q.turns = append(q.turns[1:], q.turns[0])
	}
	of := q.turns[0]
	e := of.entries[0]
	of.entries = of.entries[1:]
	of.credit -= e.bytes
	of.bytes -= e.bytes
	q.bytes -= e.bytes
	if len(of.entries) == 0 {
		q.turns = q.turns[1:]
		delete(q.byReceiver, of.to)
	}
	return e, true
}
