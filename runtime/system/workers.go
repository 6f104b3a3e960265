package system

import (
	"runtime"
	"sync/atomic"
)

// workers is the dispatcher of real time: it runs busy mailboxes on goroutines that it uses again. A new goroutine begins
// with a small stack, which most actors outgrow: the tracker, which is woken for nearly each request, had it copied each
// time.
type workers struct {
	wake   chan func() // unbuffered: only a worker that waits takes a mailbox
	end    chan struct{}
	parked atomic.Int32 // workers that wait
	most   int32        // that may wait; the others end
}

func newWorkers() *workers {
	return &workers{wake: make(chan func()), end: make(chan struct{}), most: int32(parkedPerCore * runtime.GOMAXPROCS(0))}
}

const (
	// parkedPerCore is enough for the mailboxes that are busy in turns; a burst may well start goroutines.
	parkedPerCore = 4

	// messagesPerTurn is how many messages a mailbox may take before others have their turn: the library's own number.
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
		if w.parked.Add(1) > w.most {
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

// close ends the workers that wait, and the others once they have nothing to do.
func (w *workers) close() { close(w.end) }
