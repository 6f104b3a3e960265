package system

import (
	"sync/atomic"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

var _ port.Gate = (*System)(nil)

// Post implements port.Gate.
func (s *System) Post(to port.PID, message any) { s.actors.Root.Send(to, message) }

// Inbox implements port.Gate.
func (s *System) Inbox(name string, receive func(message any)) port.PID {
	pid, absent := s.actors.ProcessRegistry.Add(&inbox{receive: receive}, "edge/"+name)
	if !absent {
		panic("system: two inboxes are called " + name)
	}
	return pid
}

// CloseInbox implements port.Gate.
func (s *System) CloseInbox(pid port.PID) {
	if process, ok := s.actors.ProcessRegistry.Get(pid); ok {
		if closing, ok := process.(*inbox); ok {
			closing.closed.Store(true) // senders cache the process, so removing it does not stop them
		}
	}
	s.actors.ProcessRegistry.Remove(pid)
}

// inbox is a process of the library that calls a function on the sender's goroutine.
type inbox struct {
	receive func(message any)
	closed  atomic.Bool
}

// SendUserMessage implements actor.Process.
func (i *inbox) SendUserMessage(_ *actor.PID, message any) {
	if envelope, ok := message.(*actor.MessageEnvelope); ok {
		message = envelope.Message
	}
	if !i.closed.Load() {
		i.receive(message)
	}
}

// SendSystemMessage implements actor.Process. It ignores lifecycle messages.
func (i *inbox) SendSystemMessage(*actor.PID, any) {}

// Stop implements actor.Process. It does nothing.
func (i *inbox) Stop(*actor.PID) {}
