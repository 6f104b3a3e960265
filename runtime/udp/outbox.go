package udp

import (
	"errors"
	"sync"

	"swarm/actors/port"
)

const (
	// maxOutboxBytes and maxOutboxAnswers are hard bounds on what waits to be sent. The uplink, which waits for *Served,
	// keeps far below them.
	maxOutboxBytes   = 16 << 20
	maxOutboxAnswers = 8192
)

var errOutboxFull = errors.New("udp: serve: too much waits to be sent: wait for what was asked before")

// job is one call of Serve.
type job struct {
	answers []port.Answer
	replyTo port.PID
	bytes   int // payload
}

// weight counts a job that has no answers too: it still waits.
func (j job) weight() int { return max(len(j.answers), 1) }

// outbox is the queue of granted answers.
type outbox struct {
	tally *tally

	mu      sync.Mutex
	filled  sync.Cond
	jobs    []job // a ring would save nothing: the uplink keeps few jobs waiting
	bytes   int   // of jobs that wait or are being sent; invariant: <= maxOutboxBytes, unless it is one job alone
	answers int   // likewise
	closed  bool
}

func newOutbox(tally *tally) *outbox {
	o := &outbox{tally: tally}
	o.filled.L = &o.mu
	return o
}

// put queues a job, and tells whether there was room. One job alone always finds room: its caller waits for it.
func (o *outbox) put(j job) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return true // It is dropped without a reply, as Close says.
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

// take gives the next job. Without one it waits, or gives ok false at once when wait is false. closed ends everything.
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

// done makes room again once a job has left.
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
