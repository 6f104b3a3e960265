package system

import (
	"sync/atomic"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

var _ port.Gate = (*System)(nil)

// Post puts a message into a mailbox.
func (s *System) Post(to port.PID, message any) { s.actors.Root.Send(to, message) }

// Inbox makes a mailbox that is a function.
func (s *System) Inbox(name string, receive func(message any)) port.PID {
	pid, absent := s.actors.ProcessRegistry.Add(&inbox{receive: receive}, "edge/"+name)
	if !absent {
		panic("system: two inboxes are called " + name)
	}
	return pid
}

// CloseInbox ends an inbox.
func (s *System) CloseInbox(pid port.PID) {
	if process, ok := s.actors.ProcessRegistry.Get(pid); ok {
		if of, ok := process.(*inbox); ok {
			of.closed.Store(true) // senders keep the process they once found: it has to know by itself
		}
	}
	s.actors.ProcessRegistry.Remove(pid)
}

// inbox is a mailbox of the library that calls a function on the sender's goroutine.
type inbox struct {
	receive func(message any)
	closed  atomic.Bool
}

// SendUserMessage gives the message to the function.
func (i *inbox) SendUserMessage(_ *actor.PID, message any) {
	if envelope, ok := message.(*actor.MessageEnvelope); ok {
		message = envelope.Message
	}
	if !i.closed.Load() {
		i.receive(message)
	}
}

// SendSystemMessage drops what the library says of life and death: an inbox has neither.
func (i *inbox) SendSystemMessage(*actor.PID, any) {}

// Stop does nothing.
func (i *inbox) Stop(*actor.PID) {}
