package disk

import "sync"

// maxUrgent bounds the pieces that wait to be kept. The pool bounds them long before: this is for a caller that is wrong.
const maxUrgent = 1 << 16

// task is what a worker does. It uses the worker's scratch room while it runs.
type task func(scratch []byte)

// queue holds the tasks of the workers. Urgent ones, which free room for chunks, come first.
type queue struct {
	mu     sync.Mutex
	filled sync.Cond
	urgent []task
	bulk   []task // invariant: at most one for each worker and opener, because each run of hashing has so many slots
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.filled.L = &q.mu
	return q
}

// addUrgent tells false when the queue is closed or full.
func (q *queue) addUrgent(t task) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.urgent) >= maxUrgent {
		return false
	}
	q.urgent = append(q.urgent, t)
	q.filled.Signal()
	return true
}

// addBulk is for the openers and their slots, which are all done before the queue is closed.
func (q *queue) addBulk(t task) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.bulk = append(q.bulk, t)
	q.filled.Signal()
}

// take waits for a task; false says that the queue is closed and empty.
func (q *queue) take() (task, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.urgent) == 0 && len(q.bulk) == 0 {
		if q.closed {
			return nil, false
		}
		q.filled.Wait()
	}
	from := &q.urgent
	if len(q.urgent) == 0 {
		from = &q.bulk
	}
	first := (*from)[0]
	(*from)[0] = nil
	*from = (*from)[1:]
	return first, true
}

// close lets the workers finish what waits, and go.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.filled.Broadcast()
}

// scratchBytes is what a worker reads at a time: it stays in the processor's cache while it is hashed.
const scratchBytes = 256 << 10

func work(q *queue) {
	scratch := make([]byte, scratchBytes)
	for {
		t, ok := q.take()
		if !ok {
			return
		}
		t(scratch)
	}
}
