package port

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// Spawn makes the actors of one node. Each call spawns a child of ctx's actor under the given name. runtime/system
// chooses the child's mailbox, dispatcher and supervision: a child that crashes is restarted and keeps the messages
// that wait in its mailbox; a child that crashes too often is stopped. The parent panics if the name is taken. Children
// stop before their parent, and a child that is stopping receives nothing but lifecycle messages.
type Spawn interface {
	PeerSpawn
	DownloadSpawn
	ContactsSpawn
}

// PeerSpawn makes the children of a peer.
type PeerSpawn interface {
	Heartbeat(ctx Context, name string) PID
	Uplink(ctx Context, name string) PID
	Downlink(ctx Context, name string) PID
	Path(ctx Context, name string, spec PathSpec) PID
	Seeder(ctx Context, name string, spec SeederSpec) PID
	Download(ctx Context, name string, spec DownloadSpec) PID
	Contacts(ctx Context, name string, spec ContactsSpec) PID
	Choker(ctx Context, name string) PID
	Announcer(ctx Context, name string, spec AnnouncerSpec) PID
}

// ContactsSpawn makes the children of the contacts of a file.
type ContactsSpawn interface {
	Remote(ctx Context, name string, spec RemoteSpec) PID
}

// DownloadSpawn makes the children of a download.
type DownloadSpawn interface {
	Downloader(ctx Context, name string, spec DownloaderSpec) PID
}

// TrackerSpawn makes the children of a tracker, under the same rules as Spawn.
type TrackerSpawn interface {
	Lease(ctx Context, name string, node messages.NodeID, deadline time.Time) PID
}

// PeerSpec is what a peer is created with.
type PeerSpec struct {
	Token  messages.Token   // of an earlier process of this node, or ""
	Listen netip.AddrPort   // the address of the node's datagram socket, as REGISTER reports it
	Addrs  []netip.AddrPort // further addresses where it is reached; at most messages.MaxAddresses
}

// PathSpec is what a path is created with.
type PathSpec struct {
	Owner    netip.AddrPort
	Downlink PID
	Cautious bool // nothing answered at the owner's address lately: the path sends few Hellos until something does
}

// SeederSpec is what a seeder is created with.
type SeederSpec struct {
	File     OpenFile
	Uplink   PID
	Deals    bool // it may deal: show each piece until it was sent once
	Gathered bool // the file was not whole when the node took it up: its pieces came from others, who have them
}

// DownloadSpec is what each incarnation of a download is created with. OpenFile remembers the verified pieces.
type DownloadSpec struct {
	Torrent  string // as the user gave it
	File     OpenFile
	FilePath string // final path
	Seeder   PID    // serves the pieces that are there, and is told of each new one
	Contacts PID    // of the file, which are told the same; nil if the node speaks no BitTorrent
}

// ContactsSpec is what the contacts of a file are created with.
type ContactsSpec struct {
	File     OpenFile
	Seeder   PID
	Uplink   PID
	Downlink PID
	Choker   PID
}

// AnnouncerSpec is what the announcer of a file is created with.
type AnnouncerSpec struct {
	File     OpenFile
	Contacts PID             // are told where peers may be
	Tiers    [][]string      // URLs of trackers, without the node's own (BEP 12)
	Peer     messages.PeerID // of this node
	Listen   netip.AddrPort  // the port where it accepts connections
}

// RemoteSpec is what a remote is created with.
type RemoteSpec struct {
	ContactsSpec
	Connection Connection
}

// DownloaderSpec is what each incarnation of a downloader is created with. Stream remembers the received blocks.
type DownloaderSpec struct {
	File   OpenFile
	Chunk  messages.Chunk
	Owner  messages.Owner
	Stream Stream
	Path   PID
	Have   messages.Part // how much of the file the node had when the chunk was begun
	Near   int64         // *ChunkNear is sent when no more bytes than this are missing; 0 means never
}

// ChildGivenUp tells a parent that a child crashed too often and is being stopped. Terminated follows.
type ChildGivenUp struct {
	Child PID
	Cause string
}
