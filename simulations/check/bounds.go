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

// bounds: windows and buffers stay in bounds. The chunk buffers of a node fit its memory, each chunk in flight has room in
// one of them, and what is asked of one owner at a time fits the receive buffer of the socket.
type bounds struct {
	memory         int64 // of a node, for chunk buffers, bytes
	socket         int   // its receive buffer, bytes
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

// Look implements Looker.
func (b *bounds) Inspect(w *world.World) error {
	if w.Now() < b.nextInspection {
		return nil
	}
	b.nextInspection = w.Now() + 5*time.Second // a swarm of ten thousand is not looked through each second
	return b.End(w)
}

// End implements Invariant.
func (b *bounds) End(w *world.World) error {
	for _, n := range w.Nodes() {
		lent := n.BufferBytes()
		if lent < 0 || lent > b.memory && n.Buffers() > 1 { // one that is larger than all the room is lent alone
			return breach(n.ID(), fmt.Sprintf("%d bytes of chunk buffers are out", lent), fmt.Sprintf("0 to %d", b.memory))
		}
		if count, bytes := n.Streams(); bytes > lent {
			return breach(n.ID(), fmt.Sprintf("%d chunks in flight want %d bytes, and the buffers that are out have %d", count, bytes, lent),
				"each chunk in flight has a buffer")
		}
	}
	return nil
}

// inFlight is what a path can be asked.
type inFlight interface{ InFlight() int }

// Listen implements Listener: it hears the paths.
func (b *bounds) Listen(_ system.Kind, self actor.Actor) func(port.PID, any) error {
	path, is := self.(inFlight)
	if !is {
		return nil
	}
	return func(pid port.PID, _ any) error {
		if asked := path.InFlight(); asked < 0 || asked > b.socket {
			return &Breach{Saw: fmt.Sprintf("%s has %d bytes in flight", pid.Id, asked), Want: fmt.Sprintf("0 to the socket's buffer, %d", b.socket)}
		}
		return nil
	}
}
