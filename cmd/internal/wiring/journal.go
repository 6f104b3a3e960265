package wiring

import (
	"sync"

	"swarm/actors/port"
	"swarm/messages"
)

// Journals gives each fact to several journals, in order.
type Journals []port.Journal

// Note passes the fact on.
func (j Journals) Note(fact messages.Fact) {
	for _, journal := range j {
		journal.Note(fact)
	}
}

// Outcomes is a journal that lets a goroutine wait for facts.
type Outcomes struct {
	mutex   sync.Mutex
	waiting []*Wait
}

// Wait is somebody who waits for facts.
type Wait struct {
	wanted func(messages.Fact) bool
	facts  chan messages.Fact
}

// maxWaiting is how many facts one Wait holds for its reader; those that a command waits for are few.
const maxWaiting = 1024

// Note gives the fact to all who want it.
func (o *Outcomes) Note(fact messages.Fact) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	for _, wait := range o.waiting {
		if wait.wanted(fact) {
			select {
			case wait.facts <- fact:
			default: // its reader is gone, or waits for far too much
			}
		}
	}
}

// For begins to wait for the facts that wanted picks.
func (o *Outcomes) For(wanted func(messages.Fact) bool) *Wait {
	wait := &Wait{wanted: wanted, facts: make(chan messages.Fact, maxWaiting)}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.waiting = append(o.waiting, wait)
	return wait
}

// Facts gives the facts, in order.
func (w *Wait) Facts() <-chan messages.Fact { return w.facts }
