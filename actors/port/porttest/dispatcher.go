package porttest

import "math"

// turns is the dispatcher of every actor on a stage: mailboxes that have work, in the order in which they got it.
type dispatcher struct {
	runQueue []func()
	running  bool
}

// Schedule appends a mailbox.
func (t *dispatcher) Schedule(run func()) { t.runQueue = append(t.runQueue, run) }

// Throughput is after how many messages a mailbox should yield: there is nobody to yield to.
func (t *dispatcher) Throughput() int { return math.MaxInt }

// mostTurns ends a dialogue in which actors answer each other for ever.
const maxRuns = 100_000

// drain runs turns until none is left.
func (t *dispatcher) drain() {
	if t.running {
		return // the stage was called from within a turn: the outer call drains
	}
	t.running = true
	defer func() { t.running = false }()
	for taken := 0; len(t.runQueue) > 0; taken++ {
		if taken == maxRuns {
			panic("porttest: the actors on the stage never come to rest")
		}
		run := t.runQueue[0]
		t.runQueue = t.runQueue[1:]
		run()
	}
}
