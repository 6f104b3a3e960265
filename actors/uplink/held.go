package uplink

import (
	"net/netip"
	"time"
)

// confirming holds back the queues of receivers that have to confirm more before anything is sent to them. They have
// no turns, and what waits for them counts as nothing to send: others may use the uplink meanwhile.
type confirming struct {
	waitsForMark []*queue
	accounts     *accounts     // nil: nothing needs to be confirmed
	draw         func() uint64 // returns an unguessable number
	now          time.Time     // of the current call of fill or grant
}

func (c *confirming) open(to netip.AddrPort) *account {
	if c.accounts == nil {
		return nil
	}
	return c.accounts.open(to, c.now)
}

// mayHold takes the receiver whose turn it is out of the turns if it has to confirm more first, and reports whether it
// did.
func (q *queues) mayHold(receiver *queue) bool {
	if receiver.account.available(q.now) > 0 {
		return false
	}
	receiver.held = true
	q.turns = q.turns[1:]
	q.waitsForMark = append(q.waitsForMark, receiver)
	for _, f := range receiver.files {
		q.countFile(f.file, -f.bytes)
	}
	return true
}

// release gives a receiver turns again if it may be sent more.
func (q *queues) release(to netip.AddrPort) {
	receiver := q.byReceiver[to]
	if receiver == nil || !receiver.held || receiver.account.available(q.now) == 0 {
		return
	}
	receiver.held = false
	q.waitsForMark = without(q.waitsForMark, receiver)
	q.turns = append(q.turns, receiver)
	for _, f := range receiver.files {
		q.countFile(f.file, f.bytes)
	}
}

// owes reports whether something is queued for a receiver that may be sent.
func (q *queues) owes(to netip.AddrPort) bool {
	receiver := q.byReceiver[to]
	return receiver != nil && !receiver.held
}

// drop removes all that is queued for a receiver, which has to confirm more first.
func (q *queues) drop(to netip.AddrPort) {
	if receiver := q.byReceiver[to]; receiver != nil && receiver.held {
		delete(q.byReceiver, to)
		q.waitsForMark = without(q.waitsForMark, receiver)
	}
}

// marked returns the mark that an entry carries which is being sent.
func (q *queues) marked(receiver *queue, e entry) uint32 {
	if receiver.account == nil {
		return 0
	}
	return receiver.account.send(e, q.draw, q.now)
}

// confirmed takes in the mark that a receiver has sent back, and gives the receiver turns again if it may be sent more.
// asks is whether the receiver asks for something.
func (a *Actor) confirmed(to netip.AddrPort, mark uint32, asks bool) {
	a.queues.now = a.ports.Clock.Now()
	account := a.memory.account(to)
	if account == nil {
		return
	}
	if mark != 0 {
		a.slots.confirmed(to, account.confirm(mark, a.queues.now), a.queues.now)
	}
	if asks {
		account.retry(a.queues.now)
	}
	a.queues.release(to)
}
