package check

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// ears passes messages on to an actor and then to those who listen.
type listeningActor struct {
	set       *Set
	inner     actor.Actor
	listeners []actorListener
}

// ear is one invariant that listens to one actor.
type actorListener struct {
	invariant int // of the invariant
	listen    func(pid port.PID, message any) error
}

// decorate puts ears on an actor, if anybody listens to its kind.
func (s *Set) decorate(kind system.Kind, self actor.Actor) actor.Actor {
	var of []actorListener
	for _, i := range s.listeners {
		if hear := s.invariants[i].(Listener).Listen(kind, self); hear != nil {
			of = append(of, actorListener{invariant: i, listen: hear})
		}
	}
	if len(of) == 0 {
		return self
	}
	return &listeningActor{set: s, inner: self, listeners: of}
}

// Receive passes one message on.
func (e *listeningActor) Receive(ctx port.Context) {
	e.inner.Receive(ctx)
	if e.set.finished {
		return
	}
	for _, ear := range e.listeners {
		if err := ear.listen(ctx.Self(), ctx.Message()); err != nil {
			e.set.fail(ear.invariant, e.set.now(), err)
		}
	}
}
