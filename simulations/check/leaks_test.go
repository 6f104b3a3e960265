package check

import (
	"testing"
	"time"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
)

// noStop is a context whose Stop does nothing.
type noStop struct{ actor.Context }

// Stop does nothing.
func (noStop) Stop(*actor.PID) {}

// neverStops plants a bug: actors of a kind do not stop other actors.
func neverStops(kind system.Kind) decorator {
	return func(wrapped system.Kind, inner actor.Actor) actor.Actor {
		if wrapped != kind {
			return inner
		}
		return actor.ReceiveFunc(func(ctx port.Context) { inner.Receive(noStop{ctx}) })
	}
}

// TestLeakedLease plants a tracker that does not stop the lease of a node that left. The invariant leaks reports it.
func TestLeakedLease(t *testing.T) {
	invariant := newLeaks()
	s := newSwarm(t, New(invariant), 3, neverStops(system.KindTracker))
	require.True(t, s.run(time.Minute))
	s.node(2).Command(&messages.Leave{})
	s.world.RunFor(5 * time.Second)
	s.requireFailure(invariant, "the tracker has 3 leases and remembers 2 nodes")
}

// TestLeakedDownload plants a peer that does not stop a finished download. The invariant leaks reports it.
func TestLeakedDownload(t *testing.T) {
	invariant := newLeaks()
	s := newSwarm(t, New(invariant), 2, neverStops(system.KindPeer))
	require.True(t, s.run(time.Minute))
	s.world.RunFor(5 * time.Second)
	s.requireFailure(invariant, "lives; expected: a node that fetches nothing has no download")
}

// TestLeakedBuffer plants a download that misses one ChunkDone and keeps the chunk's buffer. The invariant leaks
// reports it.
func TestLeakedBuffer(t *testing.T) {
	invariant := newLeaks()
	lost := false
	s := newSwarm(t, New(invariant), 2, forge(system.KindDownload, func(message any) any {
		if _, is := message.(*port.ChunkDone); is && !lost {
			lost = true
			return nil
		}
		if _, is := message.(*actor.Stopping); is {
			return nil
		}
		return message
	}))
	s.run(time.Minute)
	s.world.RunFor(5 * time.Second)
	s.requireFailure(invariant, "chunks are in flight and")
}
