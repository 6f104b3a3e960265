package uplink

import (
	"iter"
	"math"
	"net/netip"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// maxTurnBytes is the length of a receiver's turn if nothing is limited: about one full answer.
const maxTurnBytes = 64 << 10

// queues holds what waits for each receiver, and takes from the receivers in turn by deficit round robin (as RFC 8290
// does, section 4.2): a receiver that has used up its turn waits until the others have had theirs. A receiver none of
// whose files may be sent now is skipped.
type queues struct {
	byReceiver   map[netip.AddrPort]*queue
	turns        []*queue // of receivers with something waiting that may be sent, in the order of their turns
	bytes        int      // waiting, for these receivers
	turnBytes    int
	maxReceivers int
	maxBytes     int // waiting, for one receiver
	confirming
}

// queue is what waits for one receiver.
type queue struct {
	to      netip.AddrPort
	files   []*fileQueue // in the order of their turns; invariant: none is empty
	bytes   int
	credit  int      // bytes left of this receiver's turn
	held    bool     // nothing may be sent before the receiver has confirmed more (held.go)
	account *account // nil: nothing needs to be confirmed
}

// entry is one span that waits to be sent.
type entry struct {
	answer port.Answer
	bytes  int
	file   messages.InfoHash
	seeder port.PID
}

// gate returns how many bytes of a file may be sent now, or 0.
type gate func(file messages.InfoHash) int

func newQueues(maxReceivers, maxBytes int) *queues {
	return &queues{byReceiver: map[netip.AddrPort]*queue{}, turnBytes: maxTurnBytes, maxReceivers: maxReceivers,
		maxBytes: maxBytes}
}

// push appends an entry to the queue of its receiver and file. It reports false if there are too many receivers, or too
// many bytes wait for this one.
func (q *queues) push(e entry) bool {
	receiver := q.byReceiver[e.answer.To]
	if receiver == nil {
		if len(q.byReceiver) >= q.maxReceivers {
			return false
		}
		receiver = &queue{to: e.answer.To, credit: q.turnBytes, account: q.open(e.answer.To)}
		q.byReceiver[e.answer.To] = receiver
		q.turns = append(q.turns, receiver)
	}
	f := receiver.file(e.file)
	q.count(receiver, f.replace(e))
	if receiver.bytes+e.bytes > q.maxBytes {
		q.removeEmpty(receiver, f)
		return false
	}
	f.add(e)
	q.count(receiver, e.bytes)
	return true
}

func (q *queues) count(receiver *queue, bytes int) {
	receiver.bytes += bytes
	if !receiver.held {
		q.bytes += bytes
	}
}

// pop takes the next entry in turn, or as many of its blocks as the gate allows.
func (q *queues) pop(available gate) (entry, bool) {
	for skipped := 0; skipped < len(q.turns); {
		receiver := q.turns[0]
		if q.mayHold(receiver) {
			continue
		}
		f, bytes := receiver.sendable(available)
		switch {
		case f == nil:
			skipped++
		case receiver.credit <= 0:
			receiver.credit += q.turnBytes
			skipped = 0
		default:
			return q.take(receiver, f, min(bytes, q.maxTake())), true
		}
		q.turns = append(q.turns[1:], receiver)
	}
	return entry{}, false
}

// maxTake returns how many bytes may be taken at a time. A full answer is divided only if turns are shorter.
func (q *queues) maxTake() int {
	if q.turnBytes >= maxTurnBytes {
		return math.MaxInt
	}
	return q.turnBytes
}

func (q *queues) take(receiver *queue, f *fileQueue, maxBytes int) entry {
	e := f.take(min(maxBytes, receiver.account.available(q.now)))
	e.answer.Mark = q.marked(receiver, e)
	receiver.credit -= e.bytes
	q.count(receiver, -e.bytes)
	if len(receiver.files) > 1 { // the files of a receiver take turns
		receiver.files = append(without(receiver.files, f), f)
	}
	q.removeEmpty(receiver, f)
	return e
}

// removeEmpty removes a file's queue, and then its receiver, if nothing is left in it.
func (q *queues) removeEmpty(receiver *queue, f *fileQueue) {
	if len(f.entries) > 0 {
		return
	}
	if receiver.files = without(receiver.files, f); len(receiver.files) == 0 {
		delete(q.byReceiver, receiver.to)
		q.turns = without(q.turns, receiver)
		q.waitsForMark = without(q.waitsForMark, receiver)
	}
}

// without removes a value from a list that contains it at most once.
func without[T comparable](list []T, value T) []T {
	if i := slices.Index(list, value); i > 0 {
		return slices.Delete(list, i, i+1)
	} else if i == 0 {
		return list[1:]
	}
	return list
}

// each calls do for each entry that waits.
func (q *queues) each(do func(entry)) {
	for _, receiver := range slices.Concat(q.turns, q.waitsForMark) {
		for _, f := range receiver.files {
			for _, e := range f.entries {
				do(e)
			}
		}
	}
}

// files returns the files that wait, once for each receiver.
func (q *queues) files() iter.Seq[messages.InfoHash] {
	return func(yield func(messages.InfoHash) bool) {
		for _, receiver := range q.turns {
			for _, f := range receiver.files {
				if !yield(f.file) {
					return
				}
			}
		}
	}
}

// has reports whether anything waits for a receiver.
func (q *queues) has(to netip.AddrPort) bool { return q.byReceiver[to] != nil }

// waiting returns how many bytes of a file wait, for all receivers.
func (q *queues) waiting(file messages.InfoHash) int {
	bytes := 0
	for _, receiver := range q.turns {
		for _, f := range receiver.files {
			if f.file == file {
				bytes += f.bytes
			}
		}
	}
	return bytes
}

// file returns the queue of a file, which it makes if there is none.
func (q *queue) file(file messages.InfoHash) *fileQueue {
	for _, f := range q.files {
		if f.file == file {
			return f
		}
	}
	f := &fileQueue{file: file}
	q.files = append(q.files, f)
	return f
}

// sendable returns the first file's queue that the gate allows, and how many bytes of it; nil if there is none.
func (q *queue) sendable(available gate) (*fileQueue, int) {
	for _, f := range q.files {
		if bytes := available(f.file); bytes > 0 {
			return f, bytes
		}
	}
	return nil, 0
}
