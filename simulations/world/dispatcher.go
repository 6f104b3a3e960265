package world

import "math"

// dispatcher runs the mailboxes of all actors on one goroutine: mailboxes with messages wait in the order in which
// they got their first one.
type dispatcher struct {
	runQueue []func()
	next     int
	running  bool
	closed   bool   // the world is closed: mailboxes run as soon as they are scheduled
	turns    uint64 // mailboxes run so far
}

// Schedule appends a mailbox. The actor library calls it when a message arrives at an idle mailbox.
func (d *dispatcher) Schedule(run func()) {
	if d.closed {
		run()
		return
	}
	d.runQueue = append(d.runQueue, run)
}

// Throughput returns after how many messages a mailbox should yield the processor. No other goroutine waits for it,
// so a mailbox runs until it is empty.
func (d *dispatcher) Throughput() int { return math.MaxInt }

// drain runs mailboxes until none has a message. It must not be called while a mailbox runs.
func (d *dispatcher) drain() {
	if d.running {
		panic("world: drain was called from within an actor")
	}
	d.running = true
	defer func() { d.running = false }()
	for d.next < len(d.runQueue) {
		run := d.runQueue[d.next]
		d.runQueue[d.next] = nil
		d.next++
		d.turns++
		if d.next == len(d.runQueue) {
			d.runQueue, d.next = d.runQueue[:0], 0
		}
		run()
	}
}
