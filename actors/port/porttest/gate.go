package porttest

import (
	"sync"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
)

// Gate is a fake port.Gate. Its mailboxes are functions, without an actor system. It may be used from several
// goroutines.
type Gate struct {
	mutex sync.Mutex
	boxes map[string]func(message any)
}

var _ port.Gate = (*Gate)(nil)

// NewGate returns a gate without mailboxes.
func NewGate() *Gate { return &Gate{boxes: map[string]func(any){}} }

// Post calls the function of a mailbox. A message to a closed mailbox is dropped.
func (g *Gate) Post(to port.PID, message any) {
	g.mutex.Lock()
	receive := g.boxes[to.Id]
	g.mutex.Unlock()
	if receive != nil {
		receive(message)
	}
	if credited, is := message.(port.Credited); is {
		credited.Release()
	}
}

// Inbox makes a mailbox.
func (g *Gate) Inbox(name string, receive func(message any)) port.PID {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.boxes[name] = receive
	return actor.NewPID("", name)
}

// CloseInbox removes a mailbox.
func (g *Gate) CloseInbox(inbox port.PID) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	delete(g.boxes, inbox.Id)
}
