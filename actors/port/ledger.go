package port

import "swarm/messages"

// Ledger remembers the tracker's state. The calls return at once; what they record is written soon, and together. Whenever the
// process ends, whole rows are found, and no holding without its node; a database that is damaged is as an empty one.
type Ledger interface {
	PutNode(record messages.NodeRecord)
	DropNode(node messages.NodeID) // with all its holdings
	// PutHolding ignores a holding of a node that was not put; one of HoldingNone is dropped.
	PutHolding(record messages.HoldingRecord)
	DropHolding(node messages.NodeID, file messages.InfoHash)
}

// AskedTracker is a request that reached the tracker's edge.
type AskedTracker struct {
	Ask     messages.Ask
	From    string // the address the request came from, without the port
	ReplyTo PID    // gets exactly one reply
}

// AskedView is a question of a person or a tool that reached the tracker's edge.
type AskedView struct {
	View    *messages.View
	ReplyTo PID // gets one *messages.Viewed
}
