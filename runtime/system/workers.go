package system

import (
	"runtime"
	"sync/atomic"
)

// workers is the dispatcher of real time. It runs busy mailboxes on goroutines that it reuses. A new goroutine has a
// small stack, which most actors outgrow, and growing a stack copies it. The tracker, which is scheduled for nearly
// every request, paid for that copy each time before goroutines were reused.
type workers struct {
	wake      chan func() // unbuffered: only an idle worker takes a mailbox
	end       chan struct{}
	parked    atomic.Int32 // idle workers
	maxParked int32        // idle workers beyond this number end
}

func newWorkers() *workers {
	return &workers{wake: make(chan func()), end: make(chan struct{}),
		maxParked: int32(parkedPerCore * runtime.GOMAXPROCS(0))}
}

const (
	// parkedPerCore suffices for the mailboxes that are busy at a time. A burst may start more goroutines.
	parkedPerCore = 4

	// messagesPerTurn is how many messages a mailbox handles before it yields to others; it is the library's default.
	messagesPerTurn = 300
)

// Schedule implements actor.Dispatcher.
func (w *workers) Schedule(run func()) {
	select {
	case w.wake <- run:
	default:
		go w.work(run)
	}
}

// Throughput implements actor.Dispatcher.
func (*workers) Throughput() int { return messagesPerTurn }

func (w *workers) work(run func()) {
	for {
		run()
		if w.parked.Add(1) > w.maxParked {
			w.parked.Add(-1)
			return
		}
		select {
		case run = <-w.wake:
			w.parked.Add(-1)
		case <-w.end:
			return
		}
	}
}

// close ends the idle workers, and the others when they become idle.
func (w *workers) close() { close(w.end) }
