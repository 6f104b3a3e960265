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

	BitTorrent BitTorrent // nil: the node speaks no BitTorrent
	Announcer  Announcer  // nil likewise
}

// TrackerNode is the settings and the ports of a tracker.
type TrackerNode struct {
	Settings messages.Settings
	Clock    Clock
	Rand     Rand
	Ledger   Ledger
	Echo     Echo // nil: addresses are not proven
	Journal  Journal
}

// Clock tells time and sends timers as messages.
type Clock interface {
	Now() time.Time
	// After sends message to the PID after d, unless the timer is stopped before. A timer that fires while it is being
	// stopped may still be delivered, so an actor must recognise a stale timer.
	After(d time.Duration, to PID, message any) Timer
}

// Timer is a message that will be sent later.
type Timer interface{ Stop() }

// Rand is a source of random numbers: unguessable in production, seeded in a simulation.
type Rand interface {
	Uint64() uint64
	IntN(n int) int   // 0 <= x < n; n > 0
	Float64() float64 // 0 <= x < 1
	Fill(p []byte)
}

// Journal records facts. It never blocks and never fails, even for a fact that it does not know.
type Journal interface{ Note(fact messages.Fact) }

// Tracker carries a node's requests to the tracker it is configured for.
type Tracker interface {
	// Ask sends one request. replyTo gets exactly one of *messages.Registered, *messages.Owned, *messages.Owners,
	// *messages.Updated, *messages.Exited, *messages.Refused or *messages.Unreachable. One attempt is made: when to try
	// again is the asker's decision. Requests that change the tracker's state, which are all but Need, are sent one at
	// a time and in order.
	Ask(ask messages.Ask, replyTo PID)
	// Serves reports whether an announce URL of a torrent names this tracker. The URL path is ignored.
	Serves(announce string) bool
}

// Tokens stores the node's token, so that a new process of the node can prove that it is the same node.
type Tokens interface {
	SaveToken(token messages.Token) error
}

// Gate connects an edge, which is not an actor, with actors.
type Gate interface {
	// Post puts a message into a mailbox. It never blocks. A message that implements Credited is released after its
	// receiver has handled it.
	Post(to PID, message any)
	// Inbox creates a mailbox that calls receive for each message, on the sender's goroutine. receive must not block.
	Inbox(name string, receive func(message any)) PID
	// CloseInbox removes an inbox. Messages sent to it later are dropped.
	CloseInbox(inbox PID)
}

// Credited is a message of an edge that bounds how many of its messages may wait in a mailbox.
type Credited interface{ Release() }
