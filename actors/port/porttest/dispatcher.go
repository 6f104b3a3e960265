package porttest

import "math"

// dispatcher runs the mailboxes of all actors on one goroutine: mailboxes with messages wait in the order in which
// they got their first one.
type dispatcher struct {
	runQueue []func()
	running  bool
}

// Schedule appends a mailbox.
func (t *dispatcher) Schedule(run func()) { t.runQueue = append(t.runQueue, run) }

// Throughput returns after how many messages a mailbox should yield the processor. No other goroutine waits for it.
func (t *dispatcher) Throughput() int { return math.MaxInt }

// maxRuns limits the mailbox runs of one call, so that actors which answer each other for ever fail the test.
const maxRuns = 100_000

// drain runs mailboxes until none has a message.
func (t *dispatcher) drain() {
	if t.running {
		return // an actor called the harness: the outer call of drain continues
	}
	t.running = true
	defer func() { t.running = false }()
	for taken := 0; len(t.runQueue) > 0; taken++ {
		if taken == maxRuns {
			panic("porttest: the actors never stop sending messages")
		}
		run := t.runQueue[0]
		t.runQueue = t.runQueue[1:]
		run()
	}
}
