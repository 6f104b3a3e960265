package messages

import "net/netip"

// Mode is what a node wants of the tracker: the five modes of the specification, section V.
type Mode uint8

// The numbers are the specification's, section IV.
const (
	ModeRegister Mode = 0
	ModeOwn      Mode = 1
	ModeNeed     Mode = 2
	ModeUpdate   Mode = 3
	ModeExit     Mode = 4
)

// String gives the specification's word in capitals.
func (m Mode) String() string {
	names := [...]string{"REGISTER", "OWN", "NEED", "UPDATE", "EXIT"}
	if int(m) < len(names) {
		return names[m]
	}
	return "UNKNOWN"
}

// Ask is a request to the tracker: *Register, *Own, *Need, *Update or *Exit.
type Ask interface {
	Mode() Mode
	From() NodeID
}

// Register joins the swarm, and renews the lease: sent at the start and every node interval (specification, REGISTER).
type Register struct {
	Node  NodeID
	Token Token          // "" the first time; a tracker that knows nothing of the node adopts the token it offers
	Addr  netip.AddrPort // where datagrams for the node go; an unspecified IP means "where this request came from"
}

// Registered answers Register.
type Registered struct {
	Node  NodeID
	Token Token
	Fresh bool // the tracker holds nothing the node owns: the node must OWN all it has
}

// Own says that a node serves a file (specification, OWN).
type Own struct {
	Node     NodeID
	Token    Token
	Holdings []Holding // at most MaxHoldings
}

// MaxHoldings is the most files that one Own names.
const MaxHoldings = 1000

// Holding is what a node says of one file.
type Holding struct {
	InfoHash InfoHash
	Name     string // a label for people
	Length   int64  // bytes
	State    HoldingState
}

// HoldingState is how much of a file a node has.
type HoldingState uint8

const (
	HoldingNone  HoldingState = iota // no longer served
	HoldingPart                      // some pieces, or none yet: the node is still downloading
	HoldingWhole                     // every piece
)

// String gives "none", "part" or "whole".
func (s HoldingState) String() string {
	names := [...]string{"none", "part", "whole"}
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown"
}

// Owned answers Own.
type Owned struct{ Node NodeID }

// Need asks who owns a file (specification, NEED).
type Need struct {
	Node     NodeID
	Token    Token
	InfoHash InfoHash
	Want     int // owners wanted at most; 0 leaves it to the tracker
}

// Owners answers Need: chosen at random, weighted by upload frequency, and ordered by it, the highest first.
type Owners struct {
	InfoHash InfoHash
	Owners   []Owner
}

// Update tells how much a node has uploaded (specification, UPDATE). The number is a running total, so that a repeated
// request counts once.
type Update struct {
	Node    NodeID
	Token   Token
	Uploads uint64 // chunks uploaded since the process started, by the receivers' receipts
}

// Updated answers Update.
type Updated struct {
	Node            NodeID
	UploadFrequency uint64
}

// Exit leaves the swarm: everything about the node is dropped (specification, EXIT).
type Exit struct {
	Node  NodeID
	Token Token
}

// Exited answers Exit.
type Exited struct{ Node NodeID }

// Refused answers any Ask that the tracker will not do. The node must change something before it asks again.
type Refused struct {
	Mode   Mode
	Node   NodeID
	Reason RefusedReason
	Detail string // a sentence for people
}

// RefusedReason is why the tracker refused.
type RefusedReason string

const (
	RefusedNodeTaken  RefusedReason = "node_taken"  // another process holds this node id
	RefusedNotKnown   RefusedReason = "not_known"   // the node must REGISTER first
	RefusedBadRequest RefusedReason = "bad_request" // the request is malformed or over a limit
	RefusedFull       RefusedReason = "full"        // the tracker is at one of its limits
)

// Unreachable is what a node gets in place of an answer when the tracker did not give one.
type Unreachable struct {
	Ask   Ask
	Cause string
}

func (r *Register) Mode() Mode   { return ModeRegister }
func (r *Register) From() NodeID { return r.Node }
func (o *Own) Mode() Mode        { return ModeOwn }
func (o *Own) From() NodeID      { return o.Node }
func (n *Need) Mode() Mode       { return ModeNeed }
func (n *Need) From() NodeID     { return n.Node }
func (u *Update) Mode() Mode     { return ModeUpdate }
func (u *Update) From() NodeID   { return u.Node }
func (e *Exit) Mode() Mode       { return ModeExit }
func (e *Exit) From() NodeID     { return e.Node }
