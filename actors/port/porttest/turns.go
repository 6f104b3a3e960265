package porttest

import "math"

// turns is the dispatcher of every actor on a stage: mailboxes that have work, in the order in which they got it.
type turns struct {
	waiting []func()
	running bool
}

// Schedule appends a mailbox.
func (t *turns) Schedule(run func()) { t.waiting = append(t.waiting, run) }

// Throughput is after how many messages a mailbox should yield: there is nobody to yield to.
func (t *turns) Throughput() int { return math.MaxInt }

// mostTurns ends a dialogue in which actors answer each other for ever.
const mostTurns = 100_000

// drain runs turns until none is left.
func (t *turns) drain() {
	if t.running {
		return // the stage was called from within a turn: the outer call drains
	}
	t.running = true
	defer func() { t.running = false }()
	for taken := 0; len(t.waiting) > 0; taken++ {
		if taken == mostTurns {
			panic("porttest: the actors on the stage never come to rest")
		}
		run := t.waiting[0]
		t.waiting = t.waiting[1:]
		run()
	}
}
