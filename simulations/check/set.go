package check

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// LookEvery is how often invariants look at the world, in virtual time.
const InspectEvery = time.Second

// maxFailures is how many failures of one invariant are kept: the first ones tell most.
const maxFailures = 10

// Set is the invariants of one run.
type Set struct {
	invariants    []Invariant
	listeners     []int // the numbers of those that listen
	failureCounts []int // failures kept, by number of the invariant
	failures      []Failure
	now           func() time.Duration
	finished      bool
}

// All gives every invariant there is.
func All() *Set {
	return New(newPromises(), newBytes(), newServed(), newDeadLetters(), newHandled(), newOwners(), newNames(), newCredit(),
		newProgress(), newBlocksForgotten(), newBounds(), newLeaks())
}

// New makes a set of some invariants.
func New(invariants ...Invariant) *Set {
	s := &Set{invariants: invariants, failureCounts: make([]int, len(invariants)), now: func() time.Duration { return 0 }}
	for i, of := range invariants {
		if _, listens := of.(Listener); listens {
			s.listeners = append(s.listeners, i)
		}
	}
	return s
}

// Attach has a world that will be made with these options feed the set. What the options name already is kept: the
// observer is shown each fact first, and the decorator wraps around the set's ears.
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

// Begin starts looking at a world that was just made.
func (s *Set) Begin(w *world.World) {
	s.now = w.Now
	for _, of := range s.invariants {
		if beginner, is := of.(Beginner); is {
			beginner.Begin(w)
		}
	}
	var look func()
	look = func() {
		if !s.finished {
			s.inspect(w)
			w.At(InspectEvery, look)
		}
	}
	w.At(InspectEvery, look)
}

// Observe gives every invariant a fact.
func (s *Set) Observe(at time.Duration, fact messages.Fact) {
	if s.finished {
		return
	}
	for i, of := range s.invariants {
		if err := of.Observe(at, fact); err != nil {
			s.fail(i, at, err)
		}
	}
}

func (s *Set) inspect(w *world.World) {
	for i, of := range s.invariants {
		if looker, is := of.(Inspector); is {
			s.check(i, looker.Inspect(w))
		}
	}
}

// Finish ends the run: the invariants look for the last time, the world is closed, and they look at what is left of it.
func (s *Set) Finish(w *world.World) {
	s.inspect(w)
	for i, of := range s.invariants {
		s.check(i, of.End(w))
	}
	s.finished = true
	w.Close()
	for i, of := range s.invariants {
		if closer, is := of.(Closer); is {
			s.check(i, closer.Closed(w))
		}
	}
}

// Failures gives what did not hold, in order, the first of each invariant.
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
