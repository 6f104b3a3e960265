package uplink

import (
	"math"
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// queues holds what waits for each receiver, and takes from them in turn. A receiver that has had more than its turn's
// bytes waits until the others have caught up (deficit round robin, RFC 8290 section 4.2 uses the same rule), and one of
// whose files none may be sent now is passed over.
type queues struct {
	byReceiver   map[netip.AddrPort]*queue
	turns        []*queue // receivers with something waiting, in the order of their turns
	bytes        int      // waiting, of all receivers
	turn         int      // bytes that a turn is worth
	maxReceivers int
	maxBytes     int // waiting, of one receiver
}

// queue is what waits for one receiver.
type queue struct {
	to     netip.AddrPort
	lanes  []*lane // in the order of their turns; invariant: none is empty
	bytes  int
	credit int // bytes this receiver may still send in its turn
}

// quantumBytes is what a receiver's turn is worth where nothing is limited: about one full answer.
const quantumBytes = 64 << 10

// gate tells how many bytes of a file may be sent now: 0 for none.
type gate func(file messages.InfoHash) int

func newQueues(maxReceivers, maxBytes int) *queues {
	return &queues{byReceiver: map[netip.AddrPort]*queue{}, turn: quantumBytes, maxReceivers: maxReceivers, maxBytes: maxBytes}
}

// push puts an entry behind the others of its receiver and file; false when the receiver, or the number of them, is over a
// limit.
func (q *queues) push(e entry) bool {
	of := q.byReceiver[e.answer.To]
	if of == nil {
		if len(q.turns) >= q.maxReceivers {
			return false
		}
		of = &queue{to: e.answer.To, credit: q.turn}
		q.byReceiver[e.answer.To] = of
		q.turns = append(q.turns, of)
	}
	l := of.lane(e.file)
	q.count(of, l.replace(e))
	if of.bytes+e.bytes > q.maxBytes {
		q.tidy(of, l)
		return false
	}
	l.add(e)
	q.count(of, e.bytes)
	return true
}

func (q *queues) count(of *queue, bytes int) {
	of.bytes += bytes
	q.bytes += bytes
}

// pop takes the next entry in turn, or as many of its blocks as the gate lets through.
func (q *queues) pop(room gate) (entry, bool) {
	for shut := 0; shut < len(q.turns); {
		of := q.turns[0]
		l, bytes := of.open(room)
		switch {
		case l == nil:
			shut++
		case of.credit <= 0:
			of.credit += q.turn
			shut = 0
		default:
			return q.take(of, l, min(bytes, q.most())), true
		}
		q.turns = append(q.turns[1:], of)
	}
	return entry{}, false
}

// most is how many bytes may be taken at a time: a full answer is not divided where a turn is worth as much.
func (q *queues) most() int {
	if q.turn >= quantumBytes {
		return math.MaxInt
	}
	return q.turn
}

func (q *queues) take(of *queue, l *lane, room int) entry {
	e := l.take(room)
	of.credit -= e.bytes
	q.count(of, -e.bytes)
	if len(of.lanes) > 1 {
		of.pass(l)
	}
	q.tidy(of, l)
	return e
}

// tidy forgets a lane, and its receiver, if nothing is left in it.
func (q *queues) tidy(of *queue, l *lane) {
	if len(l.entries) > 0 {
		return
	}
	for i, other := range of.lanes {
		if other == l {
			of.lanes = append(of.lanes[:i], of.lanes[i+1:]...)
			break
		}
	}
	if len(of.lanes) > 0 {
		return
	}
	delete(q.byReceiver, of.to)
	if q.turns[0] == of {
		q.turns = q.turns[1:]
		return
	}
	for i, other := range q.turns {
		if other == of {
			q.turns = append(q.turns[:i], q.turns[i+1:]...)
			return
		}
	}
}

// each calls do for each entry that waits.
func (q *queues) each(do func(entry)) {
	for _, of := range q.turns {
		for _, l := range of.lanes {
			for _, e := range l.entries {
				do(e)
			}
		}
	}
}

// waits tells whether something waits for a receiver.
func (q *queues) waits(to netip.AddrPort) bool { return q.byReceiver[to] != nil }

// waiting is how many bytes of a file wait, for all receivers.
func (q *queues) waiting(file messages.InfoHash) int {
	bytes := 0
	for _, of := range q.turns {
		for _, l := range of.lanes {
			if l.file == file {
				bytes += l.bytes
			}
		}
	}
	return bytes
}

// lane gives the lane of a file, and makes it if there is none.
func (q *queue) lane(file messages.InfoHash) *lane {
	for _, l := range q.lanes {
		if l.file == file {
			return l
		}
	}
	l := &lane{file: file}
	q.lanes = append(q.lanes, l)
	return l
}

// open gives the first lane that the gate lets through, and how many bytes of it; nil when there is none.
func (q *queue) open(room gate) (*lane, int) {
	for _, l := range q.lanes {
		if bytes := room(l.file); bytes > 0 {
			return l, bytes
		}
	}
	return nil, 0
}

// pass puts a lane behind the others: the files of a receiver take turns.
func (q *queue) pass(l *lane) {
	for i, other := range q.lanes {
		if other == l {
			q.lanes = append(append(q.lanes[:i], q.lanes[i+1:]...), l)
			return
		}
	}
}

// entry is one span that waits to be sent.
type entry struct {
	answer port.Answer
	bytes  int
	file   messages.InfoHash
	seeder port.PID
}
