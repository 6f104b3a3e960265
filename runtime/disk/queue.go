package disk

import "sync"

// maxUrgent bounds the urgent tasks. The pool of chunk memory bounds them much lower; this limit only guards against a
// faulty caller.
const maxUrgent = 1 << 16

// task is one unit of a worker's work. While it runs, it may use the worker's scratch memory.
type task func(scratch []byte)

// queue holds the tasks of the workers. Urgent tasks keep downloaded pieces. They come first, because they free chunk
// memory.
type queue struct {
	mu     sync.Mutex
	filled sync.Cond
	urgent []task
	bulk   []task // invariant: at most workers × openers, because each hashing has one task for each worker
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.filled.L = &q.mu
	return q
}

// addUrgent adds a task that keeps a piece or finishes a file. It returns false if the queue is closed or full.
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

// addBulk adds a task that hashes a piece. Only openers and their tasks call it, and Stop waits for them before it
// closes the queue.
func (q *queue) addBulk(t task) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.bulk = append(q.bulk, t)
	q.filled.Signal()
}

// take waits for a task and returns it. It returns false if the queue is closed and empty.
func (q *queue) take() (task, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.urgent) == 0 && len(q.bulk) == 0 {
		if q.closed {
			return nil, false
		}
		q.filled.Wait()
	}
	tasks := &q.urgent
	if len(q.urgent) == 0 {
		tasks = &q.bulk
	}
	first := (*tasks)[0]
	(*tasks)[0] = nil
	*tasks = (*tasks)[1:]
	return first, true
}

// close ends the workers after they have finished the tasks that wait.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.filled.Broadcast()
}

// scratchBytes is how much a worker reads and hashes at a time: little enough to stay in the processor's cache.
const scratchBytes = 256 << 10

// work executes tasks until the queue is closed and empty.
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

func (s *Store) addBulk(t task) { s.work.addBulk(t) }
