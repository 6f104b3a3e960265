package check

import (
	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/runtime/system"
)

// listeningActor passes each message to an actor, and then to the invariants that listen to the actor.
type listeningActor struct {
	set       *Set
	inner     actor.Actor
	listeners []actorListener
}

// actorListener is one invariant that listens to one actor.
type actorListener struct {
	invariant int // its number in the Set
	listen    func(pid port.PID, message any) error
}

// decorate wraps an actor if any invariant listens to it.
func (s *Set) decorate(kind system.Kind, self actor.Actor) actor.Actor {
	var listeners []actorListener
	for _, i := range s.listeners {
		if listen := s.invariants[i].(Listener).Listen(kind, self); listen != nil {
			listeners = append(listeners, actorListener{invariant: i, listen: listen})
		}
	}
	if len(listeners) == 0 {
		return self
	}
	return &listeningActor{set: s, inner: self, listeners: listeners}
}

// Receive passes one message on.
func (e *listeningActor) Receive(ctx port.Context) {
	e.inner.Receive(ctx)
	if e.set.finished {
		return
	}
	for _, listener := range e.listeners {
		if err := listener.listen(ctx.Self(), ctx.Message()); err != nil {
			e.set.fail(listener.invariant, e.set.now(), err)
		}
	}
}
