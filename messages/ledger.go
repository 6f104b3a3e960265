package messages

import "net/netip"

// NodeRecord is what the tracker stores about a node: one row of nodes.json.
type NodeRecord struct {
	Node            NodeID
	Addr            netip.AddrPort
	TokenHash       [32]byte // SHA-256 of the token, so that the database reveals no token
	UploadFrequency uint64
	Credited        uint64 // how much of the node's running total UploadFrequency already includes
}

// HoldingRecord is one owner of one file: a row of files.json.
type HoldingRecord struct {
	Node    NodeID
	Holding Holding
}

// TrackerState is everything that a tracker remembers across a restart.
type TrackerState struct {
	Nodes    []NodeRecord
	Holdings []HoldingRecord
}
