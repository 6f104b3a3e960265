package check

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// ears passes messages on to an actor and then to those who listen.
type ears struct {
	set   *Set
	inner actor.Actor
	of    []ear
}

// ear is one invariant that listens to one actor.
type ear struct {
	number int // of the invariant
	hear   func(pid port.PID, message any) error
}

// decorate puts ears on an actor, if anybody listens to its kind.
func (s *Set) decorate(kind system.Kind, self actor.Actor) actor.Actor {
	var of []ear
	for _, i := range s.listeners {
		if hear := s.invariants[i].(Listener).Listen(kind, self); hear != nil {
			of = append(of, ear{number: i, hear: hear})
		}
	}
	if len(of) == 0 {
		return self
	}
	return &ears{set: s, inner: self, of: of}
}

// Receive passes one message on.
func (e *ears) Receive(ctx port.Context) {
	e.inner.Receive(ctx)
	if e.set.over {
		return
	}
	for _, ear := range e.of {
		if err := ear.hear(ctx.Self(), ctx.Message()); err != nil {
			e.set.fail(ear.number, e.set.now(), err)
		}
	}
}
