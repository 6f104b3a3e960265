package world

import "math"

// turns is the dispatcher of every actor: mailboxes that have work, in the order in which they got it. It runs on the
// caller's goroutine and on no other.
type turns struct {
	waiting []func()
	next    int
	running bool
	ended   bool // the world is closed: what is scheduled runs at once
	taken   uint64
}

// Schedule appends a mailbox. The library calls it from wherever a message is sent.
func (t *turns) Schedule(run func()) {
	if t.ended {
		run()
		return
	}
	t.waiting = append(t.waiting, run)
}

// Throughput is after how many messages a mailbox should yield the processor; there is nobody to yield it to.
func (t *turns) Throughput() int { return math.MaxInt }

// drain runs turns until none is left. It must not be called from within a turn.
func (t *turns) drain() {
	if t.running {
		panic("world: a turn was asked to run the turns")
	}
	t.running = true
	defer func() { t.running = false }()
	for t.next < len(t.waiting) {
		run := t.waiting[t.next]
		t.waiting[t.next] = nil
		t.next++
		t.taken++
		if t.next == len(t.waiting) {
			t.waiting, t.next = t.waiting[:0], 0
		}
		run()
	}
}
