package port

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// HeartbeatDue tells a peer that it is time to renew its lease.
type HeartbeatDue struct{}

// Between a download and its peer.
type (
	// OpenPath asks the peer for the path to an owner; *PathOpened answers.
	OpenPath struct {
		Owner   netip.AddrPort
		ReplyTo PID
	}
	// PathOpened answers OpenPath. A path ends when its owner falls silent: the receiver watches it.
	PathOpened struct {
		Owner netip.AddrPort
		Path  PID
	}
	// FindOwners asks the peer to NEED a file for a download; *messages.Owners answers, or *NoTracker.
	FindOwners struct {
		File    messages.InfoHash
		ReplyTo PID
	}
	// NoTracker answers FindOwners while the tracker does not answer; the download asks again later.
	NoTracker struct{}
	// DownloadEnded tells the peer that a download is over; Reason is "" when the file is complete.
	DownloadEnded struct {
		File   messages.InfoHash
		Reason string
	}
)

// Between a path and those who use it.
type (
	// Inquire asks an owner what it has of a file; *OwnerAnswered, *OwnerRefused or *OwnerSilent answers.
	Inquire struct {
		File    messages.InfoHash
		Pieces  int // of the file
		ReplyTo PID
	}
	// Forget takes back an Inquire: its asker has ended.
	Forget struct {
		File    messages.InfoHash
		ReplyTo PID
	}
	// OwnerAnswered answers Inquire.
	OwnerAnswered struct {
		Owner       netip.AddrPort
		RoundTrip   time.Duration // to the owner, smoothed
		File        messages.InfoHash
		Length      int64
		PieceLength int64
		Whole       bool
		Have        messages.Bitfield
		BlockSize   int // bytes of payload to ask of the owner; *BlockSizeChanged tells of another one
	}
	// BlockSizeChanged tells those who inquired at an owner that blocks of new streams from it have another size.
	BlockSizeChanged struct {
		Owner netip.AddrPort
		Bytes int
	}
	// OwnerRefused: the owner does not give what was asked; it answers Inquire and Fetch.
	OwnerRefused struct {
		Owner  netip.AddrPort
		File   messages.InfoHash
		Stream uint64 // 0 for an Inquire
		Reason messages.RefusalReason
	}
	// OwnerSilent: the owner does not answer at all; it goes to all who use the path, and the path ends.
	OwnerSilent struct {
		Owner netip.AddrPort
	}
	// OwnerFree: an owner that was busy has a place for this node now; it goes to those whose Inquire was answered.
	OwnerFree struct {
		Owner netip.AddrPort
		File  messages.InfoHash
	}
	// Fetch asks a path for the blocks of a stream that are not received yet. Said again for the same stream, it takes
	// the place of what was said before. *BlocksPlaced tells of each batch; *OwnerRefused or *BlocksTooLarge ends it.
	Fetch struct {
		File    messages.InfoHash
		Have    messages.Part // of the file, by now
		Stream  Stream
		ReplyTo PID
	}
	// BlocksTooLarge ends a Fetch: the path does not carry blocks of the stream's size. The chunk needs a new stream, with
	// blocks of the size that *BlockSizeChanged told before.
	BlocksTooLarge struct {
		Stream uint64
	}
	// Drop ends a Fetch.
	Drop struct {
		Stream uint64
	}
	// BlocksPlaced tells a downloader which blocks of its stream are new in the buffer.
	BlocksPlaced struct {
		Runs []Run
	}
	// Confirm sends an owner the receipt of a chunk.
	Confirm struct {
		File   messages.InfoHash
		Stream uint64
		Bytes  int64
	}
)

// Between a download and its downloaders. A chunk is named by its stream: the same one may be fetched from two owners.
type (
	// PieceDone: a piece is verified and on disk.
	PieceDone struct {
		Stream uint64
		Piece  int
	}
	// PieceBad: a piece's hash was wrong.
	PieceBad struct {
		Stream uint64
		Piece  int
	}
	// ChunkNear says that hardly anything of a chunk is missing: its owner needs something else to do before long.
	ChunkNear struct{ Stream uint64 }
	// ChunkDone: all pieces of the chunk are verified and on disk; the downloader stops.
	ChunkDone struct {
		Stream uint64
		Took   time.Duration
	}
	// ChunkFailed: the downloader gives its chunk up and stops.
	ChunkFailed struct {
		Stream uint64
		Cause  ChunkFailure
	}
	// Yield tells a downloader to stop after the pieces it has begun to verify: the rest goes to another owner.
	Yield struct{}
)

// ChunkFailure is why a downloader gave up.
type ChunkFailure struct {
	Kind   ChunkFailureKind
	Detail string
}

// ChunkFailureKind is what a download decides on.
type ChunkFailureKind uint8

const (
	ChunkStalled ChunkFailureKind = iota // no block for too long
	ChunkSilent                          // the owner does not answer at all
	ChunkRefused                         // the owner refused; Detail has its reason
	ChunkBusy                            // the owner serves others at present
	ChunkSpoiled                         // a piece's hash was wrong
	ChunkYielded                         // the download asked for it
	ChunkResized                         // its blocks were too large for the path
	ChunkDisk                            // the disk failed: the download cannot go on
)

// Between a seeder, the uplink and the peer.
type (
	// Grant asks the uplink to send what a seeder granted.
	Grant struct {
		File    messages.InfoHash
		Piece   int64         // the file's piece length, bytes
		Have    messages.Part // of the file, that the asker has, as it says
		Seeder  PID           // is told of *ServeFailed
		Tell    bool          // and of *Admitted
		Answers []Answer
	}
	// SeederBegan tells the uplink that a seeder has started, or has restarted after a crash.
	SeederBegan struct{ Seeder PID }
	// UplinkIdle tells a seeder that the uplink has spare capacity: the seeder may invite a receiver.
	UplinkIdle struct{}
	// Admitted tells a seeder that what it granted will be sent: the uplink turns others away.
	Admitted struct{ Answers []Answer }
	// Uploaded tells the peer that a receiver confirmed a chunk.
	Uploaded struct {
		File  messages.InfoHash
		To    netip.AddrPort
		Bytes int64
	}
	// Gained tells a seeder that it has more to serve than before.
	Gained struct{}
	// SourceLost tells the peer that a file cannot be served any more.
	SourceLost struct {
		File   messages.InfoHash
		Reason string
	}
)
