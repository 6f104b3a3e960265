package world

import "swarm/messages"

// Of each node's requests to the tracker so many are under way and so many wait, as in runtime/trackerhttp: what changes the
// tracker's state goes one by one, in order.
const (
	changesAtOnce = 1
	needsAtOnce   = 2
	mostWaiting   = 256
)

// queue is the requests of one kind that wait for their turn.
type queue struct {
	atOnce  int
	busy    int // under way; invariant: <= atOnce
	waiting []*exchange
}

// queueOf gives the queue that a request goes through.
func (c *client) queueOf(ask messages.Ask) *queue {
	if ask.Mode() == messages.ModeNeed {
		return &c.needs
	}
	return &c.changes
}

// enter starts a request, or lets it wait; false means that too many do already.
func (q *queue) enter(e *exchange) bool {
	switch {
	case q.busy < q.atOnce:
		q.busy++
		e.start()
	case len(q.waiting) < mostWaiting:
		q.waiting = append(q.waiting, e)
	default:
		return false
	}
	return true
}

// leave ends a request, and starts the next one.
func (q *queue) leave() {
	q.busy--
	if len(q.waiting) > 0 {
		next := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.enter(next)
	}
}
