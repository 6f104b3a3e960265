package port

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// HeartbeatDue tells a peer to renew its lease.
type HeartbeatDue struct{}

// Messages between a download and its peer.
type (
	// OpenPath asks the peer for the path to an owner; *PathOpened or *PathDenied answers.
	OpenPath struct {
		Owner   netip.AddrPort
		ReplyTo PID
	}
	// PathOpened answers OpenPath. The path stops when its owner falls silent, so the download watches it.
	PathOpened struct {
		Owner netip.AddrPort
		Path  PID
	}
	// PathDenied answers OpenPath if the node does not greet the owner now: nothing answers at its address, or the
	// node has too many paths.
	PathDenied struct {
		Owner netip.AddrPort
		Until time.Time
	}
	// FindOwners asks the peer to send NEED for a file; *messages.Owners or *NoTracker answers.
	FindOwners struct {
		File    messages.InfoHash
		ReplyTo PID
		Silent  []messages.NodeID // owners that never answered; at most messages.MaxSilent
	}
	// NoTracker answers FindOwners if the tracker does not answer, or refuses. The download asks again later.
	NoTracker struct{}
	// DownloadEnded tells the peer that a download has ended. Reason is "" if the file is complete.
	DownloadEnded struct {
		File   messages.InfoHash
		Reason string
	}
)

// Messages between a path and its users: downloads and downloaders.
type (
	// Inquire asks an owner which pieces of a file it has; *OwnerAnswered, *OwnerRefused or *OwnerSilent answers.
	Inquire struct {
		File    messages.InfoHash
		Pieces  int // of the file
		ReplyTo PID
	}
	// Forget cancels an Inquire whose asker has stopped.
	Forget struct {
		File    messages.InfoHash
		ReplyTo PID
	}
	// OwnerAnswered answers Inquire.
	OwnerAnswered struct {
		Owner       netip.AddrPort
		RoundTrip   time.Duration // smoothed
		File        messages.InfoHash
		Length      int64
		PieceLength int64
		Whole       bool
		Have        messages.Bitfield
		BlockSize   int // payload of blocks to request, bytes; *BlockSizeChanged corrects it
	}
	// BlockSizeChanged tells those who inquired which block size new streams from the owner must have.
	BlockSizeChanged struct {
		Owner netip.AddrPort
		Bytes int
	}
	// OwnerRefused answers an Inquire or a Fetch that the owner refused.
	OwnerRefused struct {
		Owner  netip.AddrPort
		File   messages.InfoHash
		Stream uint64 // 0 for an Inquire
		Reason messages.RefusalReason
	}
	// PathGreeted tells the peer that the owner has answered the first Hello of a path.
	PathGreeted struct{ Owner netip.AddrPort }
	// OwnerSilent tells the peer and all users of a path that the owner does not answer. The path stops.
	OwnerSilent struct {
		Owner netip.AddrPort
	}
	// OwnerFree tells those whose Inquire was answered that a busy owner has unchoked this node.
	OwnerFree struct {
		Owner netip.AddrPort
		File  messages.InfoHash
	}
	// OwnerStarved tells those whose Inquire was answered that the path could carry more than all that they want of the
	// owner now.
	OwnerStarved struct {
		Owner  netip.AddrPort
		Window int // bytes that may be in flight
	}
	// Fetch asks a path for the blocks that a stream has not received yet. A further Fetch for the same stream replaces
	// the one before. *BlocksPlaced reports each batch of blocks; *OwnerRefused or *BlocksTooLarge ends the Fetch.
	Fetch struct {
		File    messages.InfoHash
		Have    messages.Part // how much of the file this node has
		Stream  Stream
		ReplyTo PID
	}
	// BlocksTooLarge ends a Fetch because the path does not carry blocks of the stream's size. The chunk needs a new
	// stream with the size of the last *BlockSizeChanged.
	BlocksTooLarge struct {
		Stream uint64
	}
	// Drop cancels a Fetch.
	Drop struct {
		Stream uint64
	}
	// BlocksPlaced tells a downloader which blocks of its stream have arrived in the buffer.
	BlocksPlaced struct {
		Runs []Run
	}
	// Confirm asks a path to send the owner a receipt for a chunk.
	Confirm struct {
		File   messages.InfoHash
		Stream uint64
		Bytes  int64
	}
)

// Messages between a download and its downloaders. A stream identifies a chunk in flight: the same chunk may be fetched
// from two owners at once.
type (
	// PieceDone reports that a piece is verified and on disk.
	PieceDone struct {
		Stream uint64
		Piece  int
	}
	// PieceBad reports that a piece has the wrong hash.
	PieceBad struct {
		Stream uint64
		Piece  int
	}
	// ChunkNear reports that a chunk is nearly complete, so that the owner can be given its next chunk without a pause.
	ChunkNear struct{ Stream uint64 }
	// ChunkDone reports that all pieces of the chunk are verified and on disk. The downloader stops.
	ChunkDone struct {
		Stream uint64
		Took   time.Duration
	}
	// ChunkFailed reports that the downloader gives up. It stops.
	ChunkFailed struct {
		Stream uint64
		Cause  ChunkFailure
	}
	// Yield tells a downloader to stop once the pieces that it is verifying are done. The rest goes to another owner.
	Yield struct{}
)

// ChunkFailure is the reason why a downloader gave up.
type ChunkFailure struct {
	Kind   ChunkFailureKind
	Detail string
}

// ChunkFailureKind is what a download's reaction depends on.
type ChunkFailureKind uint8

const (
	ChunkStalled ChunkFailureKind = iota // no block arrived for too long
	ChunkSilent                          // the owner does not answer at all
	ChunkRefused                         // the owner refused; Detail has its reason
	ChunkBusy                            // the owner choked this node
	ChunkSpoiled                         // a piece has the wrong hash
	ChunkYielded                         // the download asked for it
	ChunkResized                         // its blocks are too large for the path
	ChunkDisk                            // the disk failed: the download cannot go on
)

// Messages between a seeder, the uplink and the peer.
type (
	// Grant asks the uplink to send blocks that a seeder granted. Without answers it only confirms what was sent
	// before.
	Grant struct {
		File    messages.InfoHash
		To      netip.AddrPort // the receiver
		Mark    uint32         // of the last block that the receiver got; 0: it got none
		Piece   int64          // the file's piece length, bytes
		Have    messages.Part  // how much of the file the receiver claims to have
		Nonce   uint64         // of the receiver's last Query: an Unchoke carries it
		Seeder  PID            // gets *ServeFailed
		Tell    bool           // Seeder gets *Admitted as well
		Answers []Answer
		Credit  Credited // of the request; nil if the edge bounds nothing. It is released once the grant is handled.
	}
	// Redeem tells the uplink of a receipt. *Redeemed answers if the chunk was sent, once.
	Redeem struct {
		Seeder PID
		To     netip.AddrPort // the receiver
		Mark   uint32         // of the last block that the receiver got
		Stream uint64
		Bytes  int64    // verified, as the receiver says
		Credit Credited // of the receipt, as in Grant
	}
	// Redeemed tells a seeder that all bytes of a receipt were sent to its receiver.
	Redeemed struct {
		To    netip.AddrPort
		Range messages.Range // of the file
	}
	// SeederBegan tells the uplink that a seeder has started, or has restarted after a crash.
	SeederBegan struct{ Seeder PID }
	// UplinkIdle tells a seeder that the uplink has spare capacity: the seeder may invite a receiver.
	UplinkIdle struct{}
	// Admitted tells a seeder which of its answers the uplink will send. The uplink refused the others.
	Admitted struct{ Answers []Answer }
	// Uploaded tells the peer that a receiver has confirmed bytes that were sent to it and did not count before.
	Uploaded struct {
		File  messages.InfoHash
		To    netip.AddrPort
		Bytes int64
	}
	// Gained tells a seeder that it has more pieces to serve.
	Gained struct{}
	// SourceLost tells the peer that a file can no longer be served.
	SourceLost struct {
		File   messages.InfoHash
		Reason string
	}
)

// Release returns the credit that the edge lent for the request.
func (g *Grant) Release() {
	if g.Credit != nil {
		g.Credit.Release()
	}
}

// Release returns the credit that the edge lent for the receipt.
func (r *Redeem) Release() {
	if r.Credit != nil {
		r.Credit.Release()
	}
}
