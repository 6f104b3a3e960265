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

// unstoppable is a context that does not stop others.
type unstoppable struct{ actor.Context }

// Stop does nothing.
func (unstoppable) Stop(*actor.PID) {}

// keeps is a bug: actors of a kind do not stop others.
func keeps(kind system.Kind) decorator {
	return func(of system.Kind, inner actor.Actor) actor.Actor {
		if of != kind {
			return inner
		}
		return actor.ReceiveFunc(func(ctx port.Context) { inner.Receive(unstoppable{ctx}) })
	}
}

// TestLeakedLease: a tracker that does not end the lease of a node that left is found out.
func TestLeakedLease(t *testing.T) {
	of := newLeaks()
	s := newSwarm(t, New(of), 3, keeps(system.KindTracker))
	require.True(t, s.run(time.Minute))
	s.node(2).Command(&messages.Leave{})
	s.world.RunFor(5 * time.Second)
	s.catches(of, "the tracker has 3 leases and remembers 2 nodes")
}

// TestLeakedDownload: so is a peer that does not stop a download that is over.
func TestLeakedDownload(t *testing.T) {
	of := newLeaks()
	s := newSwarm(t, New(of), 2, keeps(system.KindPeer))
	require.True(t, s.run(time.Minute))
	s.world.RunFor(5 * time.Second)
	s.catches(of, "lives; expected: a node that fetches nothing has no download")
}

// TestLeakedBuffer: so is a download that keeps the buffer of a chunk that it lost count of.
func TestLeakedBuffer(t *testing.T) {
	of := newLeaks()
	lost := false
	s := newSwarm(t, New(of), 2, forge(system.KindDownload, func(message any) any {
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
	s.catches(of, "chunks are in flight and")
}
