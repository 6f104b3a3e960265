package port

import (
	"net/netip"

	"swarm/messages"
)

// Messages about BitTorrent peers. A remote is the actor for one connection with one: to a download it is what the path
// to an owner is, and to the uplink it is a receiver. The contacts of a file find peers and start remotes.
type (
	// SeekPeers tells the contacts of a file that a download needs owners. They answer with *OwnerConnected for each
	// peer that is connected or will be, until the download stops.
	SeekPeers struct{ Download PID }
	// PeersFound tells the contacts of a file where its peers may be.
	PeersFound struct{ Peers []messages.StockOwner }
	// OwnerConnected tells a download that a BitTorrent peer is connected. Path is its remote, which the download asks
	// as it asks the path to an owner.
	OwnerConnected struct {
		Owner netip.AddrPort // of the connection
		Path  PID
	}
	// PeerListens tells the contacts of a file where a peer that opened a connection accepts connections itself: it is
	// not to be called there meanwhile.
	PeerListens struct {
		Remote PID
		Listen netip.AddrPort
	}
	// Distrust tells a remote that most of its pieces are wrong. It ends the connection.
	Distrust struct{}
	// PeerBanned tells the contacts of a file that a peer was distrusted.
	PeerBanned struct{ Addr netip.AddrPort }
)

// Messages between remotes and the choker.
type (
	// RemoteBegan tells the choker that a remote has started.
	RemoteBegan struct{ Remote PID }
	// RemoteStanding tells the choker how things stand between a peer and this node. A remote sends it when the
	// interest of the peer changes, and in each round.
	RemoteStanding struct {
		Remote     PID
		Interested bool  // the peer wants pieces of this node
		Seeding    bool  // this node wants nothing of the peer
		Sent       int64 // bytes of blocks, since the connection began
		Received   int64 // likewise
	}
	// ReportStanding asks a remote for its *RemoteStanding, because a round ends.
	ReportStanding struct{}
	// Choked tells a remote whether its peer is choked. It is until the first one comes.
	Choked struct{ Choked bool }
)

// Messages between remotes and the uplink.
type (
	// Draw asks the uplink for allowance to send so many bytes of a file to a peer. One or more *Drawn answer it. A
	// remote draws again only when all was answered.
	Draw struct {
		Remote PID
		To     netip.AddrPort
		File   messages.InfoHash
		Bytes  int
	}
	// Drawn lets a remote send so many bytes.
	Drawn struct{ Bytes int }
	// Undraw takes back what was not answered of a Draw.
	Undraw struct{ To netip.AddrPort }
)
