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

// twice is a bug: actors of a kind are given messages of type M twice.
func twice[M any](kind system.Kind) decorator {
	return func(of system.Kind, inner actor.Actor) actor.Actor {
		if of != kind {
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

// TestCountedTwice: an owner that counts an upload twice is found out.
func TestCountedTwice(t *testing.T) {
	of := newCredit()
	s := newSwarm(t, New(of), 3, twice[*port.Uploaded](system.KindPeer))
	s.run(time.Minute)
	s.catches(of, "which completed no such chunk that was not counted already")
}

// TestCreditedTooMuch: a tracker that credits more than a node counted is found out.
func TestCreditedTooMuch(t *testing.T) {
	of := newCredit()
	s := newSwarm(t, New(of), 2, forge(system.KindTracker, func(message any) any {
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
	s.catches(of, "node 1: the tracker credits it with")
}

// TestNotCounted: receipts that an owner ignores are found to be missing, once they had the time to be repeated.
func TestNotCounted(t *testing.T) {
	of := newCredit()
	s := newSwarm(t, New(of), 2, forge(system.KindPeer, func(message any) any {
		if _, is := message.(*port.Uploaded); is {
			return nil
		}
		return message
	}))
	require.True(t, s.run(time.Minute))
	s.world.RunFor(settleTime)
	s.catches(of, "chunks that others received from it were not counted")
}

// TestAllIsCredited: a run without faults is held to the last chunk.
func TestAllIsCredited(t *testing.T) {
	of := newCredit()
	s := newSwarm(t, New(of), 6, nil)
	require.True(t, s.run(time.Minute))
	s.world.RunFor(settleTime)
	s.holds()
	require.False(t, of.disturbed)
	require.NotEmpty(t, of.counted)
}
