package messages

import (
	"net/netip"
	"time"
)

// Facts about a node and its tracker.
type (
	// Joined: the tracker registered this node.
	Joined struct {
		At
		Tracker string
		Fresh   bool
	}
	// TrackerLost: the tracker does not answer. The node tries again after RetryIn.
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
	// NotReachable: other nodes cannot fetch from this one. Reason says what the user can do about it.
	NotReachable struct {
		At
		Reason string
	}
	// TokenNotKept: the node's token could not be written. If the process dies, its node id stays taken until its lease
	// ends.
	TokenNotKept struct {
		At
		Cause string
	}
	// LimitSet: a rate limit was set or removed.
	LimitSet struct {
		At
		Way        Way
		Scope      Scope
		InfoHash   InfoHash // for ScopeFile
		Name       string   // for ScopeFile
		Rate       Rate     // 0 means no limit
		Configured bool     // the limit comes from the configuration, not from a command
	}
	// NodeLeft: the node sent EXIT, or tried to, and its actors stop.
	NodeLeft struct{ At }
	// CommandRefused: a command cannot be carried out. Reason says what the user can do about it.
	CommandRefused struct {
		At
		Command string
		Reason  string
	}
)

// Facts about sharing.
type (
	// HashProgress: a file is being hashed, to share it, to resume it or to find out whether it is complete.
	HashProgress struct {
		At
		Name  string
		Bytes int64
		Total int64
	}
	// FileShared: the torrent was written, and the file or folder is served.
	FileShared struct {
		At
		File    File
		Torrent string // path of the torrent file
	}
	// FilesChosen: a download fetches only some files of a folder.
	FilesChosen struct {
		At
		InfoHash InfoHash
		Name     string // of the folder
		Files    int
		Bytes    int64 // of the pieces of these files
	}
	// FilesLeftOut: some files of a shared folder are not in its torrent: hidden ones, and links that lead out of it.
	FilesLeftOut struct {
		At
		Name  string // of the folder
		Files int
	}
	// SharingFailed: a Send command failed.
	SharingFailed struct {
		At
		Path   FilePath // as the command gave it
		Reason string
	}
	// SharingStopped: a file is not served any more, for example because it changed on disk.
	SharingStopped struct {
		At
		InfoHash InfoHash
		Name     string
		Reason   string
	}
	// ChunkUploaded: a receiver confirmed a chunk with a receipt.
	ChunkUploaded struct {
		At
		InfoHash InfoHash
		To       netip.AddrPort
		Bytes    int64
	}
)

// Facts about BitTorrent peers. In facts about owners, a BitTorrent peer is node 0.
type (
	// StockPeerJoined: a BitTorrent peer is connected, and has spoken.
	StockPeerJoined struct {
		At
		InfoHash InfoHash
		Addr     netip.AddrPort
		Client   string // name and version as the peer says, or what its id tells of them; "" if that is not known
	}
	// NotAnnounced: none of the other trackers that a torrent names has taken an announce. The node tries again after
	// RetryIn.
	NotAnnounced struct {
		At
		InfoHash InfoHash
		Name     string // of the file
		Tracker  string // URL of the one that was asked last
		Reason   string
		RetryIn  time.Duration
	}
	// StockPeerLeft: the connection with a BitTorrent peer that had joined has ended.
	StockPeerLeft struct {
		At
		InfoHash InfoHash
		Addr     netip.AddrPort
		Client   string
		Sent     int64 // bytes of blocks, to the peer
		Received int64 // likewise, from it
		Reason   string
	}
)

// Facts about a download.
type (
	// DownloadStarted: the torrent was read and the file was opened. Have bytes of it were already verified, or are
	// not wanted.
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
	// OwnerChecked: an owner reported the file's length and which pieces it has.
	OwnerChecked struct {
		At
		InfoHash InfoHash
		Owner    NodeID
		Length   int64
		Pieces   int
		Whole    bool
	}
	// OwnerDropped: this owner is not asked for this file any more.
	OwnerDropped struct {
		At
		InfoHash InfoHash
		Owner    NodeID
		Reason   string
	}
	// ChunkRequested: a downloader was started for a chunk.
	ChunkRequested struct {
		At
		InfoHash InfoHash
		Chunk    Chunk
		Owner    NodeID
	}
	// ChunkReceived: all pieces of a chunk were verified and written.
	ChunkReceived struct {
		At
		InfoHash InfoHash
		Chunk    Chunk
		Owner    NodeID
		Bytes    int64
		Took     time.Duration
	}
	// ChunkReassigned: the missing pieces of a chunk will be fetched from another owner.
	ChunkReassigned struct {
		At
		InfoHash InfoHash
		Chunk    Chunk
		Owner    NodeID
		Left     int // number of missing pieces
		Reason   string
	}
	// PieceVerified: a piece's hash is correct, and the piece was written.
	PieceVerified struct {
		At
		InfoHash InfoHash
		Piece    int
		Bytes    int64
		Owner    NodeID
	}
	// PieceRejected: a piece's hash is wrong. The piece was discarded.
	PieceRejected struct {
		At
		InfoHash InfoHash
		Piece    int
		Owner    NodeID
	}
	// DownloadStalled: no owner has the missing pieces. The download waits and asks the tracker again.
	DownloadStalled struct {
		At
		InfoHash InfoHash
		Missing  int // number of pieces
		Reason   string
	}
	// DownloadFinished: every piece is verified, and the file has its final name.
	DownloadFinished struct {
		At
		File    File
		Path    FilePath // where the whole file is
		Bytes   int64    // bytes that this download fetched
		Took    time.Duration
		Already bool // the file was complete before the download, and nothing was fetched
	}
	// DownloadFailed: the download cannot go on. Reason says what the user can do about it.
	DownloadFailed struct {
		At
		Torrent string
		Name    string
		Reason  string
	}
)

// Facts about supervision.
type (
	// ActorRestarted: an actor crashed. It is restarted after Delay.
	ActorRestarted struct {
		At
		Actor    string // its PID without the address of the process
		Kind     string // for example downloader or seeder
		Cause    string
		Restarts int // number of restarts within the interval that counts towards the limit
		Delay    time.Duration
	}
	// ActorGivenUp: an actor crashed too often, and was stopped.
	ActorGivenUp struct {
		At
		Actor string
		Kind  string
		Cause string
	}
)
