package udp

import (
	"errors"
	"sync"

	"swarm/actors/port"
)

const (
	// maxOutboxBytes and maxOutboxAnswers limit what waits to be sent. The uplink waits for *port.Served before it
	// sends more, and so stays far below the limits.
	maxOutboxBytes   = 16 << 20
	maxOutboxAnswers = 8192
)

var errOutboxFull = errors.New("udp: serve: the outbox is full: wait until earlier answers were sent")

// job is the answers of one call of Serve.
type job struct {
	answers []port.Answer
	replyTo port.PID
	bytes   int // total payload
}

// weight is the number of answers that a job counts as. A job without answers counts as one, because it waits too.
func (j job) weight() int { return max(len(j.answers), 1) }

// outbox is the queue of answers that wait to be sent.
type outbox struct {
	tally *tally

	mu      sync.Mutex
	filled  sync.Cond
	jobs    []job // a plain slice: the uplink keeps few jobs waiting, so a ring buffer would save nothing
	bytes   int   // of jobs that wait or are being sent; invariant: <= maxOutboxBytes, except for a single job
	answers int   // of the same jobs
	closed  bool
}

func newOutbox(tally *tally) *outbox {
	o := &outbox{tally: tally}
	o.filled.L = &o.mu
	return o
}

// put queues a job and reports whether it fitted. A job always fits into an empty outbox, whatever its size.
func (o *outbox) put(j job) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return true // After Close, jobs are dropped without a reply.
	}
	if o.answers > 0 && (o.bytes+j.bytes > maxOutboxBytes || o.answers+j.weight() > maxOutboxAnswers) {
		o.tally.servesRefused.Add(1)
		return false
	}
	o.bytes += j.bytes
	o.answers += j.weight()
	o.jobs = append(o.jobs, j)
	o.filled.Signal()
	return true
}

// take removes the next job. If there is none it waits for one, or returns ok false if wait is false. closed reports
// that the outbox is closed and that nothing more will come.
func (o *outbox) take(wait bool) (next job, ok, closed bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for wait && len(o.jobs) == 0 && !o.closed {
		o.filled.Wait()
	}
	if o.closed || len(o.jobs) == 0 {
		return job{}, false, o.closed
	}
	next = o.jobs[0]
	o.jobs[0] = job{}
	o.jobs = o.jobs[1:]
	return next, true, false
}

// done releases the space of a job that was sent.
func (o *outbox) done(j job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes -= j.bytes
	o.answers -= j.weight()
}

func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.jobs = nil
	o.filled.Signal()
}
