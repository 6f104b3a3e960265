package wiring

import (
	"sync"

	"swarm/actors/port"
	"swarm/messages"
)

// Journals passes each fact to several journals, in order.
type Journals []port.Journal

// Note passes a fact to every journal of the list.
func (j Journals) Note(fact messages.Fact) {
	for _, journal := range j {
		journal.Note(fact)
	}
}

// Outcomes is a journal that lets a goroutine wait for facts.
type Outcomes struct {
	mutex sync.Mutex
	waits []*Wait
}

// Wait is a queue of the facts that a goroutine waits for.
type Wait struct {
	wanted func(messages.Fact) bool
	facts  chan messages.Fact
}

// maxQueued bounds the facts of a Wait that nobody has read. The facts that commands wait for are few.
const maxQueued = 1024

// Note adds the fact to every queue that wants it.
func (o *Outcomes) Note(fact messages.Fact) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for _, wait := range o.waits {
		if wait.wanted(fact) {
			select {
			case wait.facts <- fact:
			default: // nobody reads the queue any more
			}
		}
	}
}

// For returns a queue of the facts, from now on, for which wanted returns true.
func (o *Outcomes) For(wanted func(messages.Fact) bool) *Wait {
	wait := &Wait{wanted: wanted, facts: make(chan messages.Fact, maxQueued)}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.waits = append(o.waits, wait)
	return wait
}

// Facts returns the channel of the facts, in order.
func (w *Wait) Facts() <-chan messages.Fact { return w.facts }
