package messages

import "net/netip"

// NodeRecord is what the tracker keeps of a node: one row of nodes.json.
type NodeRecord struct {
	Node            NodeID
	Addr            netip.AddrPort
	TokenHash       [32]byte // SHA-256 of the token: the database does not give tokens away
	UploadFrequency uint64
	Credited        uint64 // how much of the node's running total is in UploadFrequency already
}

// HoldingRecord is one owner of one file: a row of files.json.
type HoldingRecord struct {
	Node    NodeID
	Holding Holding
}

// TrackerState is all that a tracker remembers across a restart.
type TrackerState struct {
	Nodes    []NodeRecord
	Holdings []HoldingRecord
}
