package check

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
)

// twice plants a bug: actors of a kind receive each message of type M twice.
func twice[M any](kind system.Kind) decorator {
	return func(wrapped system.Kind, inner actor.Actor) actor.Actor {
		if wrapped != kind {
			return inner
		}
		return actor.ReceiveFunc(func(ctx port.Context) {
			inner.Receive(ctx)
			if _, is := ctx.Message().(M); is {
				inner.Receive(ctx)
			}
		})
	}
}

// TestCountedTwice plants an owner that counts each upload twice. The invariant credit reports it.
func TestCountedTwice(t *testing.T) {
	invariant := newCredit()
	s := newSwarm(t, New(invariant), 3, twice[*port.Uploaded](system.KindPeer))
	s.run(time.Minute)
	s.requireFailure(invariant, "which completed 0 uncounted bytes")
}

// TestCreditedTooMuch plants a tracker that credits more uploads than a node counted. The invariant credit reports
// it.
func TestCreditedTooMuch(t *testing.T) {
	invariant := newCredit()
	s := newSwarm(t, New(invariant), 2, forge(system.KindTracker, func(message any) any {
		asked, is := message.(*port.AskedTracker)
		if !is {
			return message
		}
		update, is := asked.Ask.(*messages.Update)
		if !is {
			return message
		}
		more := *update
		more.Uploads++
		forged := *asked
		forged.Ask = &more
		return &forged
	}))
	s.run(time.Minute)
	s.world.RunFor(time.Minute)
	s.requireFailure(invariant, "node 1: the tracker credits it with")
}

// TestNotCounted plants an owner that ignores receipts. The invariant credit reports it once the retransmissions are
// over.
func TestNotCounted(t *testing.T) {
	invariant := newCredit()
	s := newSwarm(t, New(invariant), 2, forge(system.KindPeer, func(message any) any {
		if _, is := message.(*port.Uploaded); is {
			return nil
		}
		return message
	}))
	require.True(t, s.run(time.Minute))
	s.world.RunFor(settleTime)
	s.requireFailure(invariant, "bytes that others received from it were not counted")
}

// TestAllIsCredited checks that in a run without faults credit is strict, and that nothing is reported.
func TestAllIsCredited(t *testing.T) {
	invariant := newCredit()
	s := newSwarm(t, New(invariant), 6, nil)
	require.True(t, s.run(time.Minute))
	s.world.RunFor(settleTime)
	s.requireNoFailure()
	require.False(t, invariant.disturbed)
	require.NotEmpty(t, invariant.counted)
}
