package messages

import (
	"net/netip"
	"time"
)

// Facts about a node's life and its tracker.
type (
	// Joined: the tracker registered this node.
	Joined struct {
		At
		Tracker string
		Fresh   bool
	}
	// TrackerLost: the tracker does not answer; the node asks again after RetryIn.
	TrackerLost struct {
		At
		Mode    Mode
		Cause   string
		RetryIn time.Duration
	}
	// TrackerBack: the tracker answers again.
	TrackerBack struct{ At }
	// TrackerRefused: the tracker refused a request of this node.
	TrackerRefused struct {
		At
		Mode   Mode
		Reason RefusedReason
		Detail string
	}
	// TokenNotKept: the node's token cannot be written; if the process dies, its node id stays taken until its lease ends.
	TokenNotKept struct {
		At
		Cause string
	}
	// LimitSet: a rate limit holds from now on.
	LimitSet struct {
		At
		Way        Way
		Scope      Scope
		InfoHash   InfoHash // with ScopeFile
		Name       string   // with ScopeFile
		Rate       Rate     // 0: no limit
		Configured bool     // it stands in the configuration; else somebody asked for it
	}
	// NodeLeft: the node told EXIT, or tried to, and its actors stop.
	NodeLeft struct{ At }
	// CommandRefused: a command cannot be done; Reason says what to do about it.
	CommandRefused struct {
		At
		Command string
		Reason  string
	}
)

// Facts about sharing.
type (
	// HashProgress: a file is being hashed, to share it, to resume it or to see whether it is already there.
	HashProgress struct {
		At
		Name  string
		Bytes int64
		Total int64
	}
	// FileShared: the torrent is written, and the file is served.
	FileShared struct {
		At
		File    File
		Torrent string // the path of the torrent file
	}
	// SharingFailed: a command send could not be done.
	SharingFailed struct {
		At
		Path   FilePath // as the command gave it
		Reason string
	}
	// SharingStopped: a file is no longer served, for example because it changed on disk.
	SharingStopped struct {
		At
		InfoHash InfoHash
		Name     string
		Reason   string
	}
	// ChunkUploaded: a receiver confirmed a chunk.
	ChunkUploaded struct {
		At
		InfoHash InfoHash
		To       netip.AddrPort
		Bytes    int64
	}
)

// Facts about a download.
type (
	// DownloadStarted: the torrent is read and the file is open; Have bytes were already there and verified.
	DownloadStarted struct {
		At
		File File
		Have int64
	}
	// OwnersFound: the tracker named owners.
	OwnersFound struct {
		At
		InfoHash InfoHash
		Owners   []Owner
	}
	// OwnerChecked: an owner told its size and what it has.
	OwnerChecked struct {
		At
		InfoHash InfoHash
		Owner    NodeID
		Length   int64
		Pieces   int
		Whole    bool
	}
	// OwnerDropped: nothing more is asked of this owner for this file.
	OwnerDropped struct {
		At
		InfoHash InfoHash
		Owner    NodeID
		Reason   string
	}
	// ChunkRequested: a downloader was started.
	ChunkRequested struct {
		At
		InfoHash InfoHash
		Chunk    Chunk
		Owner    NodeID
	}
	// ChunkReceived: all pieces of a chunk are verified and written.
	ChunkReceived struct {
		At
		InfoHash InfoHash
		Chunk    Chunk
		Owner    NodeID
		Bytes    int64
		Took     time.Duration
	}
	// ChunkReassigned: what is left of a chunk goes back to be fetched from another owner.
	ChunkReassigned struct {
		At
		InfoHash InfoHash
		Chunk    Chunk
		Owner    NodeID
		Left     int // pieces
		Reason   string
	}
	// PieceVerified: a piece's hash is right and the piece is on disk.
	PieceVerified struct {
		At
		InfoHash InfoHash
		Piece    int
		Bytes    int64
		Owner    NodeID
	}
	// PieceRejected: a piece's hash is wrong; the piece is discarded.
	PieceRejected struct {
		At
		InfoHash InfoHash
		Piece    int
		Owner    NodeID
	}
	// DownloadStalled: no owner can give what is missing; the download waits and asks again.
	DownloadStalled struct {
		At
		InfoHash InfoHash
		Missing  int // pieces
		Reason   string
	}
	// DownloadFinished: every piece is verified, and the file has its final name.
	DownloadFinished struct {
		At
		File    File
		Path    FilePath // where the whole file is
		Bytes   int64    // fetched by this download
		Took    time.Duration
		Already bool // the file was there and verified: nothing was fetched
	}
	// DownloadFailed: the download cannot go on; Reason says what to do about it.
	DownloadFailed struct {
		At
		Torrent string
		Name    string
		Reason  string
	}
)

// Facts about supervision.
type (
	// ActorRestarted: an actor crashed and is restarted after Delay.
	ActorRestarted struct {
		At
		Actor    string // its PID without the process's address
		Kind     string // downloader, seeder, …
		Cause    string
		Restarts int // within the window
		Delay    time.Duration
	}
	// ActorGivenUp: an actor crashed too often and is stopped.
	ActorGivenUp struct {
		At
		Actor string
		Kind  string
		Cause string
	}
)
