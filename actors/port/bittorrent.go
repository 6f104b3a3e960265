package port

import (
	"net/netip"

	"swarm/messages"
)

// BitTorrent is a node's edge to stock BitTorrent peers, over TCP (BEP 3).
//
// The edge shakes hands, keeps connections alive, reads and writes frames, and bounds what a peer can make it do.
// Frames that reach an actor are well formed: pieces exist, and requests lie within the piece length (padding of the
// last piece included). The edge itself answers requests for metadata (BEP 9)
// and for hashes (BEP 52).
type BitTorrent interface {
	SwarmPublisher
	Dialer
	StreamOpener
}

// SwarmPublisher accepts connections for torrents; the peer uses it.
type SwarmPublisher interface {
	// PublishSwarm accepts connections for a torrent and posts each to contacts, as *StockConnected. UnpublishSwarm
	// ends that. It does not close connections.
	PublishSwarm(swarm Swarm, contacts PID)
	UnpublishSwarm(file messages.InfoHash)
	// Port returns the TCP port where connections are accepted; 0 if there is none.
	Port() uint16
	// ID returns the peer id of this process (BEP 20).
	ID() messages.PeerID
}

// Swarm is what the edge knows of a torrent.
type Swarm struct {
	File   messages.File
	Hashes []messages.Hash20 // one, or two for a hybrid torrent: first version 1, then version 2
	Info   []byte            // the info dictionary; read only
	Proofs HashSource        // hashes of a torrent of version 2; nil: there are none
	// Private is whether peers may come from the torrent's tracker only (BEP 27).
	Private bool
	// Trackers are the URLs of the torrent's trackers, in tiers (BEP 12).
	Trackers [][]string
}

// HashSource answers requests for hashes of a torrent of version 2 (BEP 52). It may be used by several goroutines.
type HashSource interface {
	// Hashes returns the hashes of a range, then the uncles, 32 bytes each. It returns false if they are not here.
	Hashes(messages.HashRange) ([]byte, bool)
}

// Dialer opens connections to peers; contacts use it.
type Dialer interface {
	// Dial connects to a peer of a swarm and shakes hands with the given hash. If it is that of version 1 of a hybrid
	// torrent, the peer may choose version 2 (BEP 52). replyTo gets one *StockConnected or *DialFailed.
	Dial(to netip.AddrPort, swarm Swarm, hash messages.Hash20, replyTo PID)
}

// StreamOpener prepares for the blocks of a chunk that a BitTorrent peer sends; a download uses it.
type StreamOpener interface {
	// OpenStream is like Opener.Open. BlockSize is messages.RequestSize. No block of the stream may belong to two
	// pieces.
	OpenStream(spec StreamSpec) Stream
}

// Connection is a connection with a BitTorrent peer, after the handshake. Calls do not block; none has an effect after
// the connection has ended.
type Connection interface {
	Peer() messages.StockPeer

	// Start delivers what the peer sends to a mailbox: *StockSpoke, *StockIntroduced, and at the end one *StockClosed.
	// Until then the edge reads nothing. A second call redirects it, after a crash.
	Start(remote PID)

	// Tell sends frames in order.
	Tell(frames ...messages.Frame)

	// Ask sends requests. Blocks that arrive are written to their streams. A request that is already on its way is not
	// sent again.
	Ask(requests []StockRequest)
	// Withdraw cancels the requests of a stream. What still arrives for them is dropped.
	Withdraw(stream uint64)

	// Send sends blocks of a file, in order. replyTo gets *BlocksSent for them, or *SendFailed if they cannot be read.
	Send(blocks []StockBlock, source Source, replyTo PID)

	// Close ends the connection.
	Close()
}

// StockRequest is a block to request from a BitTorrent peer.
type StockRequest struct {
	Stream Stream
	Block  int // number within the stream
	Piece  int
	Begin  int // offset within the piece, bytes
	Length int // bytes
}

// StockBlock is a block to send to a BitTorrent peer.
type StockBlock struct {
	Piece   int
	Begin   int   // offset within the piece, bytes
	Length  int   // bytes
	Offset  int64 // in the file, of the first byte
	Payload int   // bytes of the file; zeros follow, which are padding
}

// Messages of the BitTorrent edge.
type (
	// StockConnected reports a connection after its handshake. Whoever gets it calls Start or Close.
	StockConnected struct {
		File       messages.InfoHash
		Connection Connection
	}
	// DialFailed answers Dial.
	DialFailed struct {
		File  messages.InfoHash
		To    netip.AddrPort
		Cause string
	}
	// StockSpoke is what one read of a connection brought. The edge reads on when the credit is released.
	StockSpoke struct {
		Frames   []messages.Frame
		Runs     []Run // blocks that were requested and are in the buffers of their streams
		Unwanted int   // payload that was not requested, or was withdrawn, bytes
		Credit   Credited
	}
	// StockIntroduced is what a peer tells of itself by the extension protocol.
	StockIntroduced struct {
		Details messages.StockDetails
	}
	// StockClosed reports the end of a connection.
	StockClosed struct {
		Cause string // "" if this side closed it
	}
	// BlocksSent reports that the blocks of one call of Send were given to the kernel.
	BlocksSent struct {
		Blocks int
		Bytes  int
	}
	// SendFailed reports that the blocks of one call of Send could not be read, all of them or from some block on.
	SendFailed struct {
		Blocks int
		Cause  error // ErrChanged if the file is no longer the torrent's
	}
)

// Release returns the credit that the edge lent for this message.
func (s *StockSpoke) Release() {
	if s.Credit != nil {
		s.Credit.Release()
	}
}
