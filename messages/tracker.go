package messages

import "net/netip"

// Mode is the kind of a request to the tracker: the five modes of the specification, section V.
type Mode uint8

// The numbers are those of the specification, section IV.
const (
	ModeRegister Mode = 0
	ModeOwn      Mode = 1
	ModeNeed     Mode = 2
	ModeUpdate   Mode = 3
	ModeExit     Mode = 4
)

// String returns the specification's word in capitals.
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

// Register joins the swarm or renews the lease. It is sent at the start and once per node interval (specification,
// REGISTER).
type Register struct {
	Node      NodeID
	Token     Token            // "" the first time; a tracker that does not know the node adopts the token
	Addr      netip.AddrPort   // where the node receives datagrams; an unspecified IP means the source address
	Addrs     []netip.AddrPort // further addresses of the node; at most MaxAddresses
	StockPort uint16           // TCP port where the node speaks BitTorrent's peer protocol; 0: it does not
}

// MaxAddresses is the maximum number of further addresses in one Register: a host with more is rare.
const MaxAddresses = 7

// MaxOwnerAddresses is the maximum number of addresses of one owner in a reply: each family from inside and outside a
// private network.
const MaxOwnerAddresses = 4

// Registered is the reply to Register.
type Registered struct {
	Node  NodeID
	Token Token
	Fresh bool // the tracker knows of no file that the node owns, so the node must OWN all its files
	Reach Reach
}

// Reach is what the tracker knows of whether other nodes can fetch from a node.
type Reach uint8

const (
	ReachUnknown Reach = iota
	ReachNone          // the node answers the tracker's datagrams at none of its addresses
	ReachLocal         // nodes of other hosts want to fetch from it, and it has only addresses of the tracker's host
)

// String returns "", "none" or "local".
func (r Reach) String() string {
	names := [...]string{"", "none", "local"}
	if int(r) < len(names) {
		return names[r]
	}
	return ""
}

// Own reports which files a node serves (specification, OWN).
type Own struct {
	Node     NodeID
	Token    Token
	Holdings []Holding // at most MaxHoldings
}

// MaxHoldings is the maximum number of files in one Own.
const MaxHoldings = 1000

// Holding is how much of one file a node has.
type Holding struct {
	InfoHash InfoHash
	Name     string // for display only
	Length   int64  // bytes
	State    HoldingState
	V1       Hash20 // SHA-1 of the info dictionary of a hybrid torrent; zero for other torrents
}

// HoldingState is how much of a file a node has.
type HoldingState uint8

const (
	HoldingNone  HoldingState = iota // the file is not served any more
	HoldingPart                      // the node is downloading and serves the pieces that it has so far
	HoldingWhole                     // every piece
)

// String returns "none", "part" or "whole".
func (s HoldingState) String() string {
	names := [...]string{"none", "part", "whole"}
	if int(s) < len(names) {
		return names[s]
	}
	return "unknown"
}

// Owned is the reply to Own.
type Owned struct{ Node NodeID }

// Need asks who owns a file (specification, NEED).
type Need struct {
	Node     NodeID
	Token    Token
	InfoHash InfoHash
	V1       Hash20 // as in Holding
	Want     int    // maximum number of owners; 0 leaves it to the tracker

	// Silent names owners that the tracker named for this file and that have never answered this node since. The
	// tracker may name them less often. At most MaxSilent.
	Silent []NodeID
}

// MaxSilent is the maximum number of silent owners in one Need: more than a tracker names in one answer, and few enough
// that a lying node can say little about others.
const MaxSilent = 16

// Owners is the reply to Need. The owners are chosen at random, weighted by upload frequency, and sorted by it in
// descending order.
type Owners struct {
	InfoHash InfoHash
	Owners   []Owner

	Stock []StockOwner // BitTorrent peers of the file, in random order; at most MaxStockOwners

	// Owners that the reply leaves out; counted only if it names none.
	Unproven int // it is not known yet that they are at their addresses
	Distant  int // only the tracker's own host or link can reach them
}

// MaxStockOwners is the maximum number of BitTorrent peers in one Owners: the usual answer of a BitTorrent tracker.
const MaxStockOwners = 50

// StockOwner is a BitTorrent peer of a file, as it announced itself to the tracker.
type StockOwner struct {
	Addr  netip.AddrPort // TCP
	Hash  Hash20         // that the peer announced: the one to say in the handshake
	Whole bool           // it has the whole file
}

// Update reports how much a node has uploaded (specification, UPDATE). The number is a running total, so that a
// repeated request counts once.
type Update struct {
	Node    NodeID
	Token   Token
	Uploads uint64 // number of chunks uploaded since the process started, according to receipts
}

// Updated is the reply to Update.
type Updated struct {
	Node            NodeID
	UploadFrequency uint64
}

// Exit leaves the swarm. The tracker drops everything about the node (specification, EXIT).
type Exit struct {
	Node  NodeID
	Token Token
}

// Exited is the reply to Exit.
type Exited struct{ Node NodeID }

// Refused is the reply to a request that the tracker rejects. The node must change something before it asks again.
type Refused struct {
	Mode   Mode
	Node   NodeID
	Reason RefusedReason
	Detail string // a sentence for the user
}

// RefusedReason says why the tracker refused.
type RefusedReason string

const (
	RefusedNodeTaken  RefusedReason = "node_taken"  // another process holds this node id
	RefusedNotKnown   RefusedReason = "not_known"   // the node must REGISTER first
	RefusedBadRequest RefusedReason = "bad_request" // the request is malformed or exceeds a limit
	RefusedFull       RefusedReason = "full"        // the tracker has reached one of its limits
)

// Unreachable is what a node receives in place of a reply if the tracker does not answer.
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
