package world

import "swarm/messages"

// The limits of a node's requests to the tracker, as in runtime/trackerhttp. Requests that change the tracker's state
// go one after the other, so that they arrive in order.
const (
	changesAtOnce = 1   // requests in flight that change the tracker's state
	needsAtOnce   = 2   // NEED requests in flight
	maxWaiting    = 256 // requests of each kind that wait
)

// requestQueue holds the requests of one kind: those in flight and those that wait for their turn.
type requestQueue struct {
	limit   int // requests in flight at most
	active  int // requests in flight; invariant: <= limit
	waiting []*exchange
}

// queueFor returns the queue for a request.
func (c *client) queueFor(ask messages.Ask) *requestQueue {
	if ask.Mode() == messages.ModeNeed {
		return &c.needs
	}
	return &c.changes
}

// add starts a request or lets it wait. It returns false when too many are waiting already.
func (q *requestQueue) add(e *exchange) bool {
	switch {
	case q.active < q.limit:
		q.active++
		e.start()
	case len(q.waiting) < maxWaiting:
		q.waiting = append(q.waiting, e)
	default:
		return false
	}
	return true
}

// done ends one request in flight and starts the next one.
func (q *requestQueue) done() {
	q.active--
	if len(q.waiting) > 0 {
		next := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.add(next)
	}
}
