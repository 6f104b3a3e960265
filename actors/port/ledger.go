package port

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// LedgerDelay is the age from which a change survives a crash of the tracker. Younger changes may be lost.
const LedgerDelay = 250 * time.Millisecond

// Ledger is the tracker's database. Its methods return at once, and changes are written within LedgerDelay. After a
// crash the database has complete rows only, and no holding without its node. A damaged database is read as an empty
// one.
type Ledger interface {
	PutNode(record messages.NodeRecord)
	DropNode(node messages.NodeID) // with all its holdings
	// PutHolding ignores a holding whose node is not recorded. A holding in state HoldingNone is dropped.
	PutHolding(record messages.HoldingRecord)
	DropHolding(node messages.NodeID, file messages.InfoHash)
}

// AskedTracker is a request that reached the tracker's edge.
type AskedTracker struct {
	Ask     messages.Ask
	From    string       // the address the request came from, without the port
	ReplyTo PID          // gets exactly one reply
	Buffer  *ReplyBuffer // memory for the reply, which then points into it; nil: the reply is allocated
}

// ReplyBuffer is memory for one reply to a node. It belongs to the tracker from the moment a request is posted until
// its reply arrives. At other times it belongs to the asker. An asker that stops waiting before the reply arrives must
// not use the buffer again. Without it, a busy tracker would make a kilobyte of garbage for each NEED, and the garbage
// collector would have to mark the tracker's whole state every few seconds.
type ReplyBuffer struct {
	Registered messages.Registered
	Owned      messages.Owned
	Owners     messages.Owners  // its list keeps its capacity
	Addrs      []netip.AddrPort // of owners with several addresses; it keeps its capacity
	Updated    messages.Updated
	Exited     messages.Exited
}

// AskedView is a read-only query of a user or a tool that reached the tracker's edge.
type AskedView struct {
	View    *messages.View
	ReplyTo PID // gets one *messages.Viewed
}
