package uplink

import (
	"iter"
	"maps"
	"math"
	"math/bits"
	"net/netip"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

// maxTurnBytes is the length of a receiver's turn if nothing is limited: about one full answer.
const maxTurnBytes = 64 << 10

// maxQueuedEntries bounds the entries that wait for one receiver. A receiver with the longest queue, maxQueuedBytes,
// has 187 entries of 64 blocks of 1,400 bytes, and a few more for blocks that were lost.
const maxQueuedEntries = 512

// queues holds what waits for each receiver, and takes from the receivers in turn by deficit round robin (as RFC 8290
// does, section 4.2): a receiver that has used up its turn waits until the others have had theirs. A receiver none of
// whose files may be sent now is skipped.
type queues struct {
	byReceiver map[netip.AddrPort]*queue // native ones
	byRemote   map[netip.AddrPort]*queue // draws, by address of the BitTorrent peer; the edge bounds connections
	// of receivers with something waiting that may be sent, in the order of their turns
	turns        []*queue
	bytes        int                       // waiting, for these receivers
	byFile       map[messages.InfoHash]int // the same, by file
	drawBytes    int                       // part of bytes: what remotes have drawn
	turnBytes    int
	maxReceivers int
	maxBytes     int // waiting, for one receiver
	confirming
}

// queue is what waits for one receiver.
type queue struct {
	to      netip.AddrPort
	files   []*fileQueue // in the order of their turns; invariant: none is empty
	byFile  map[messages.InfoHash]*fileQueue
	load             // of all files
	credit  int      // work left of this receiver's turn
	held    bool     // nothing may be sent before the receiver has confirmed more (held.go)
	account *account // nil: nothing needs to be confirmed
	remote  bool     // it holds what a remote has drawn
}

// load is how much waits in a queue.
type load struct {
	bytes   int
	entries int // of a receiver, at most maxQueuedEntries
}

// entry is one span that waits to be sent.
type entry struct {
	answer port.Answer
	bytes  int
	file   messages.InfoHash
	seeder port.PID
	remote port.PID // it sends the bytes itself, over TCP; nil for a native receiver
}

// work returns what it costs to send an entry, in bytes: each block counts as one of messages.MinBlockSize at least, so
// that a receiver gets no more datagrams for its turn when it asks for short blocks.
func (e *entry) work() int {
	return max(e.bytes, bits.OnesCount64(e.answer.Span.Mask)*messages.MinBlockSize)
}

// gate returns how many bytes of a file may be sent now, or 0.
type gate func(file messages.InfoHash) int

func newQueues(maxReceivers, maxBytes int) *queues {
	return &queues{byReceiver: map[netip.AddrPort]*queue{}, byRemote: map[netip.AddrPort]*queue{},
		byFile: map[messages.InfoHash]int{}, turnBytes: maxTurnBytes, maxReceivers: maxReceivers,
		maxBytes: maxBytes}
}

// receivers returns the queues of native receivers, or of remotes. A native receiver and a BitTorrent peer may have the
// same address: datagrams and TCP have ports of their own.
func (q *queues) receivers(remote bool) map[netip.AddrPort]*queue {
	if remote {
		return q.byRemote
	}
	return q.byReceiver
}

// push appends an entry to the queue of its receiver and file. It reports false if there are too many receivers, or too
// many bytes or entries wait for this one.
func (q *queues) push(e entry) bool {
	remote := e.remote != nil
	receiver := q.receivers(remote)[e.answer.To]
	if receiver == nil {
		if len(q.byReceiver) >= q.maxReceivers && !remote {
			return false
		}
		receiver = &queue{to: e.answer.To, byFile: map[messages.InfoHash]*fileQueue{}, credit: q.turnBytes,
			remote: remote}
		if !remote { // TCP confirms what arrives
			receiver.account = q.open(e.answer.To)
		}
		q.receivers(remote)[e.answer.To] = receiver
		q.turns = append(q.turns, receiver)
	}
	f := receiver.file(e.file)
	before := f.load
	f.replace(e)
	q.count(receiver, f, before)
	if receiver.bytes+e.bytes > q.maxBytes || receiver.entries >= maxQueuedEntries {
		q.removeEmpty(receiver, f)
		return false
	}
	before = f.load
	f.add(e)
	q.count(receiver, f, before)
	return true
}

// count notes what changed in a file's queue since its load was before.
func (q *queues) count(receiver *queue, f *fileQueue, before load) {
	bytes := f.bytes - before.bytes
	receiver.bytes += bytes
	receiver.entries += f.entries - before.entries
	if receiver.remote {
		q.drawBytes += bytes
	}
	if !receiver.held {
		q.countFile(f.file, bytes)
	}
}

// countFile notes a change of what waits of a file for receivers that have turns.
func (q *queues) countFile(file messages.InfoHash, bytes int) {
	q.bytes += bytes
	if q.byFile[file] += bytes; q.byFile[file] == 0 {
		delete(q.byFile, file)
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
	before := f.load
	e := f.take(min(maxBytes, receiver.account.available(q.now)))
	e.answer.Mark = q.marked(receiver, e)
	receiver.credit -= e.work()
	q.count(receiver, f, before)
	if len(receiver.files) > 1 { // the files of a receiver take turns
		receiver.files = append(without(receiver.files, f), f)
	}
	q.removeEmpty(receiver, f)
	return e
}

// removeEmpty removes a file's queue, and then its receiver, if nothing is left in it.
func (q *queues) removeEmpty(receiver *queue, f *fileQueue) {
	if !f.empty() {
		return
	}
	delete(receiver.byFile, f.file)
	if receiver.files = without(receiver.files, f); len(receiver.files) == 0 {
		delete(q.receivers(receiver.remote), receiver.to)
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
			f.each(do)
		}
	}
}

// files returns the files that wait for receivers that have turns, in no order.
func (q *queues) files() iter.Seq[messages.InfoHash] { return maps.Keys(q.byFile) }

// waiting returns how many bytes of a file wait for receivers that have turns.
func (q *queues) waiting(file messages.InfoHash) int { return q.byFile[file] }

// file returns the queue of a file, which it makes if there is none.
func (q *queue) file(file messages.InfoHash) *fileQueue {
	f := q.byFile[file]
	if f == nil {
		f = &fileQueue{file: file}
		q.byFile[file] = f
		q.files = append(q.files, f)
	}
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
