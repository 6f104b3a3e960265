package port

import (
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/messages"
)

// PID is the address of a mailbox.
type PID = *actor.PID

// Context is what an actor is given with each message.
type Context = actor.Context

// Node is the identity, the settings and the ports of one node. runtime/system hands each actor the part that it needs.
type Node struct {
	ID       messages.NodeID
	Settings messages.Settings
	Clock    Clock
	Rand     Rand
	Network  Network
	Store    Store
	Tracker  Tracker
	Tokens   Tokens
	Journal  Journal
}

// TrackerNode is the settings and the ports of a tracker.
type TrackerNode struct {
	Settings messages.Settings
	Clock    Clock
	Rand     Rand
	Ledger   Ledger
	Journal  Journal
}

// Clock tells time and sends timers as messages.
type Clock interface {
	Now() time.Time
	// After sends message to the PID once d has passed, unless the timer is stopped before. A timer that fires while it
	// is being stopped may still be delivered: an actor must be able to tell a stale timer.
	After(d time.Duration, to PID, message any) Timer
}

// Timer is a message that was not sent yet.
type Timer interface{ Stop() }

// Rand gives random numbers: unguessable ones in production, seeded ones in a simulation.
type Rand interface {
	Uint64() uint64
	IntN(n int) int   // 0 <= x < n; n > 0
	Float64() float64 // 0 <= x < 1
	Fill(p []byte)
}

// Journal takes facts. It never blocks and never fails, not by what is no fact, nor by one that it does not know.
type Journal interface{ Note(fact messages.Fact) }

// Tracker carries a node's requests to the tracker it is configured for.
type Tracker interface {
	// Ask sends one request. replyTo gets exactly one of *messages.Registered, *messages.Owned, *messages.Owners,
	// *messages.Updated, *messages.Exited, *messages.Refused or *messages.Unreachable. One attempt is made: when to try
	// again is the asker's decision. What changes the tracker's state, which is all but Need, is asked one by one, in order.
	Ask(ask messages.Ask, replyTo PID)
	// Serves tells whether an announce URL, as a torrent has it, names this tracker, whatever its path.
	Serves(announce string) bool
}

// Tokens remembers the token that the tracker gave this node, so that the node is itself again after its process died.
type Tokens interface {
	SaveToken(token messages.Token) error
}

// Gate is how an edge, which is no actor, speaks with actors.
type Gate interface {
	// Post puts a message into a mailbox. It never blocks. A message that implements Credited is released once its
	// receiver has dealt with it.
	Post(to PID, message any)
	// Inbox makes a mailbox whose messages are given to receive, on the sender's goroutine: receive must not block.
	Inbox(name string, receive func(message any)) PID
	// CloseInbox ends it; what is sent to it later is dropped.
	CloseInbox(inbox PID)
}

// Credited is a message of an edge that bounds how many of its messages wait in a mailbox.
type Credited interface{ Release() }
