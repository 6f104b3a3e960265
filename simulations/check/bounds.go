package check

import (
	"fmt"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// bounds checks that windows and buffers stay within their limits: the chunk buffers of a node fit its memory, each
// chunk in flight has a buffer, and what a path has in flight fits the receive buffer of the socket.
type bounds struct {
	memory         int64 // of a node's chunk buffers together, bytes
	socket         int   // a socket's receive buffer, bytes
	nextInspection time.Duration
}

func newBounds() *bounds { return &bounds{} }

// Name implements Invariant.
func (*bounds) Name() string { return "windows and buffers stay in bounds" }

// Begin implements Beginner.
func (b *bounds) Begin(w *world.World) {
	b.memory, b.socket = w.Options().BufferMemory, w.Options().SocketBuffer
}

// Observe implements Invariant.
func (*bounds) Observe(time.Duration, messages.Fact) error { return nil }

// Inspect implements Inspector. It looks every five seconds only, because inspecting ten thousand nodes takes long.
func (b *bounds) Inspect(w *world.World) error {
	if w.Now() < b.nextInspection {
		return nil
	}
	b.nextInspection = w.Now() + 5*time.Second
	return b.End(w)
}

// End implements Invariant.
func (b *bounds) End(w *world.World) error {
	for _, n := range w.Nodes() {
		lent := n.BufferBytes()
		if lent < 0 || lent > b.memory && n.Buffers() > 1 { // a single buffer may exceed the limit
			return breach(n.ID(), fmt.Sprintf("%d bytes of chunk buffers are in use", lent),
				fmt.Sprintf("0 to %d", b.memory))
		}
		if count, bytes := n.Streams(); bytes > lent {
			return breach(n.ID(), fmt.Sprintf("%d chunks in flight have %d bytes, and the buffers in use have %d",
				count, bytes, lent),
				"each chunk in flight has a buffer")
		}
	}
	return nil
}

// inFlight is implemented by paths: the bytes that were requested and have not arrived.
type inFlight interface{ InFlight() int }

// Listen implements Listener for paths.
func (b *bounds) Listen(_ system.Kind, self actor.Actor) func(port.PID, any) error {
	path, is := self.(inFlight)
	if !is {
		return nil
	}
	return func(pid port.PID, _ any) error {
		if asked := path.InFlight(); asked < 0 || asked > b.socket {
			return &Breach{Saw: fmt.Sprintf("%s has %d bytes in flight", pid.Id, asked),
				Want: fmt.Sprintf("0 to the socket's buffer, %d", b.socket)}
		}
		return nil
	}
}
