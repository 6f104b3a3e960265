package udp

import "time"

const (
	// localQueueTime is how much data may wait below the socket, in this host's own queues. It bridges the time until a
	// goroutine that waits for space is awake again, and is shorter than the queues of devices (TCP Small Queues in
	// Linux aims at 1 ms, but refills from the interrupt).
	localQueueTime = 5 * time.Millisecond

	// localQueueInterval is the time over which the drain rate of the local queue is measured.
	localQueueInterval = 20 * time.Millisecond

	// localQueueGrowth is by how much the limit grows after an interval in which it made the queue run empty.
	localQueueGrowth = 1.5

	// firstLocalQueue is how much may wait before the drain rate is known, and minLocalQueue always, in bytes.
	firstLocalQueue = 192 << 10
	minLocalQueue   = 32 << 10

	// maxLocalQueue is the limit from which on it no longer counts, in bytes: localQueueTime at 1.7 Gbit/s.
	maxLocalQueue = sendBuffer
)

// localQueue decides how many bytes of blocks may wait in this host's own queues: between the socket and the wire. The
// kernel drops silently what a full device queue cannot take, so the sender must stop before it is full. A queue that
// never runs empty is the bottleneck: it is limited to localQueueTime at the rate at which it drains. If a queue runs
// empty although the sender had to wait, its limit was too low, and grows. A queue that neither runs empty nor reaches
// the limit may be dropping what it is given, and then seems to drain fast: the limit falls until it is reached.
type localQueue struct {
	limit    int // bytes that may wait; between minLocalQueue and maxLocalQueue
	began    time.Time
	sent     int  // bytes that the kernel took since began
	waiting  int  // bytes that waited at began
	longest  int  // the most bytes that waited since began
	ranEmpty bool // nothing waited at some moment since began
	reached  bool // the sender had to wait at some moment since began, because the limit was reached
}

func newLocalQueue() localQueue { return localQueue{limit: firstLocalQueue} }

// restricted reports whether the limit counts. Otherwise only the socket's send buffer is a limit: a queue that drains
// so fast would be empty before a pause ends.
func (q *localQueue) restricted() bool { return q.limit < maxLocalQueue }

// noteSent takes in how many bytes the kernel took.
func (q *localQueue) noteSent(bytes int) { q.sent += bytes }

// available takes in how many bytes wait before the next ones are sent, and returns how many may be sent now. It
// returns 0 until a quarter of the limit is free, so that a few larger sends do the work of many small ones.
func (q *localQueue) available(now time.Time, waiting int) int {
	q.note(now, waiting)
	free := q.limit - waiting
	if free < q.limit/4 {
		q.reached = true
		return 0
	}
	return free
}

// note takes in how many bytes wait, and sets the limit anew at the end of an interval.
func (q *localQueue) note(now time.Time, waiting int) {
	q.longest = max(q.longest, waiting)
	q.ranEmpty = q.ranEmpty || waiting == 0
	elapsed := now.Sub(q.began)
	if elapsed < localQueueInterval {
		return
	}
	limit := q.limit
	switch {
	case q.began.IsZero() || q.ranEmpty && !q.reached:
	case q.ranEmpty:
		limit = int(localQueueGrowth * float64(q.limit))
	default:
		drained := max(q.sent+q.waiting-waiting, 0)
		limit = int(float64(drained) * localQueueTime.Seconds() / elapsed.Seconds())
		if !q.reached {
			limit = min(limit, q.longest*3/4)
		}
	}
	*q = localQueue{limit: min(max(limit, minLocalQueue), maxLocalQueue), began: now, waiting: waiting}
}
