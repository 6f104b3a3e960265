package udp

import (
	"net/netip"
	"sync"

	"swarm/messages"
)

// maxLetters is how many control packets may wait: at 64 bytes to 1,400 they leave within a few milliseconds.
const maxLetters = 1024

// maxReplies is how many of them may be what the edge itself answers to strangers: a flood of Hello must not push out
// what the node's own actors have to say.
const maxReplies = maxLetters / 2

// letter is a control packet to send.
type letter struct {
	to     netip.AddrPort
	packet messages.Packet
}

// letters is the queue of control packets, so that no caller ever waits for the kernel.
type letters struct {
	tally *tally

	mu      sync.Mutex
	filled  sync.Cond
	waiting []letter // invariant: len <= maxLetters
	spare   []letter // memory of the letters taken last
	closed  bool
}

func newLetters(tally *tally) *letters {
	l := &letters{tally: tally}
	l.filled.L = &l.mu
	return l
}

// put queues an actor's letter, or drops it when the queue is full.
func (l *letters) put(one letter) { l.queue(one, maxLetters) }

// reply queues a letter of the edge, or drops it when too much waits.
func (l *letters) reply(one letter) { l.queue(one, maxReplies) }

func (l *letters) queue(one letter, limit int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.waiting) >= limit {
		l.tally.lettersDropped.Add(1)
		return
	}
	l.waiting = append(l.waiting, one)
	l.filled.Signal()
}

// take waits for letters and gives all that wait. They are valid until the next call. ok is false once the queue is
// closed and empty.
func (l *letters) take() (taken []letter, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.spare)
	for len(l.waiting) == 0 && !l.closed {
		l.filled.Wait()
	}
	taken = l.waiting
	l.waiting, l.spare = l.spare[:0], taken
	return taken, len(taken) > 0 || !l.closed
}

func (l *letters) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.filled.Signal()
}
