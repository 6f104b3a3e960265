package check

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// InspectEvery is how often invariants inspect the world, in virtual time.
const InspectEvery = time.Second

// maxFailures is how many failures of one invariant are kept. The first ones are the most useful.
const maxFailures = 10

// Set is the invariants of one run.
type Set struct {
	invariants    []Invariant
	listeners     []int // the numbers of those that implement Listener
	failureCounts []int // by the number of the invariant
	failures      []Failure
	now           func() time.Duration
	finished      bool
}

// All returns a set of all invariants.
func All() *Set {
	return New(newPromises(), newBytes(), newServed(), newDeadLetters(), newHandled(), newOwners(), newNames(),
		newCredit(),
		newProgress(), newBlocksForgotten(), newBounds(), newLeaks())
}

// New returns a set of some invariants.
func New(invariants ...Invariant) *Set {
	s := &Set{invariants: invariants, failureCounts: make([]int, len(invariants)),
		now: func() time.Duration { return 0 }}
	for i, invariant := range invariants {
		if _, listens := invariant.(Listener); listens {
			s.listeners = append(s.listeners, i)
		}
	}
	return s
}

// Attach connects the set to a world that will be made with these options. The observer that is already in the
// options is called first, and the decorator already there wraps the set's own.
func (s *Set) Attach(options *world.Options) {
	observe, decorate := options.Observe, options.Decorate
	options.Observe = func(at time.Duration, fact messages.Fact) {
		if observe != nil {
			observe(at, fact)
		}
		s.Observe(at, fact)
	}
	options.Decorate = func(kind system.Kind, self actor.Actor) actor.Actor {
		self = s.decorate(kind, self)
		if decorate != nil {
			self = decorate(kind, self)
		}
		return self
	}
}

// Begin starts checking a world that was just made.
func (s *Set) Begin(w *world.World) {
	s.now = w.Now
	for _, invariant := range s.invariants {
		if beginner, is := invariant.(Beginner); is {
			beginner.Begin(w)
		}
	}
	var inspect func()
	inspect = func() {
		if !s.finished {
			s.inspect(w)
			w.At(InspectEvery, inspect)
		}
	}
	w.At(InspectEvery, inspect)
}

// Observe passes a fact to every invariant.
func (s *Set) Observe(at time.Duration, fact messages.Fact) {
	if s.finished {
		return
	}
	for i, invariant := range s.invariants {
		if err := invariant.Observe(at, fact); err != nil {
			s.fail(i, at, err)
		}
	}
}

func (s *Set) inspect(w *world.World) {
	for i, invariant := range s.invariants {
		if inspector, is := invariant.(Inspector); is {
			s.check(i, inspector.Inspect(w))
		}
	}
}

// Finish ends the run: it inspects the world for the last time, closes it, and checks what is left.
func (s *Set) Finish(w *world.World) {
	s.inspect(w)
	for i, invariant := range s.invariants {
		s.check(i, invariant.End(w))
	}
	s.finished = true
	w.Close()
	for i, invariant := range s.invariants {
		if closer, is := invariant.(Closer); is {
			s.check(i, closer.Closed(w))
		}
	}
}

// Failures returns the failures in the order in which they happened.
func (s *Set) Failures() []Failure { return s.failures }

func (s *Set) check(i int, err error) {
	if err != nil {
		s.fail(i, s.now(), err)
	}
}

func (s *Set) fail(i int, at time.Duration, err error) {
	if s.failureCounts[i]++; s.failureCounts[i] <= maxFailures {
		s.failures = append(s.failures, Failure{Invariant: s.invariants[i].Name(), At: at, Err: err})
	}
}
