package port

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// Spawn makes actors. Each call spawns a child of ctx's actor under the given name; runtime/system decides its mailbox,
// its dispatcher and how it is supervised: a child that crashes is restarted and loses none of the messages that wait, and one
// that crashes too often is stopped. A name that is taken is a crash of the parent. Children stop before their parent, and one
// that is ending hears of nothing but its end.
type Spawn interface {
	Heartbeat(ctx Context, name string, node *Node) PID
	Uplink(ctx Context, name string, node *Node) PID
	Downlink(ctx Context, name string, node *Node) PID
	Path(ctx Context, name string, node *Node, owner netip.AddrPort) PID
	Seeder(ctx Context, name string, node *Node, spec SeederSpec) PID
	Download(ctx Context, name string, node *Node, spec DownloadSpec) PID
	Downloader(ctx Context, name string, node *Node, spec DownloaderSpec) PID
	Lease(ctx Context, name string, node *TrackerNode, of messages.NodeID, deadline time.Time) PID
}

// PeerSpec is what a peer is born with.
type PeerSpec struct {
	Token  messages.Token // of an earlier process of this node, or ""
	Listen netip.AddrPort // where the node's datagrams arrive, as it is told to the tracker
}

// SeederSpec is what a seeder is born with.
type SeederSpec struct {
	File     OpenFile
	Uplink   PID
	Gathered bool // the file was not whole when the node took it up: its pieces came from others, who have them
}

// DownloadSpec is what a download is born with, and again when it is restarted: OpenFile remembers the pieces.
type DownloadSpec struct {
	Torrent string // as the person gave it
	File    OpenFile
	Path    string // final path
	Seeder  PID    // who serves what there is of it, and is told of each piece
}

// DownloaderSpec is what a downloader is born with, and again when it is restarted: Stream remembers the blocks.
type DownloaderSpec struct {
	File   OpenFile
	Chunk  messages.Chunk
	Owner  messages.Owner
	Stream Stream
	Path   PID
	Have   messages.Part // of the file, when the chunk was begun
	Near   int64         // when no more bytes than this are missing, the parent is told by *ChunkNear; 0: never
}

// ChildGivenUp tells a parent that a child crashed too often and is being stopped; Terminated follows.
type ChildGivenUp struct {
	Child PID
	Cause string
}
