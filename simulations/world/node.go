package world

import (
	"fmt"
	"net/netip"
	"strconv"

	"swarm/actors/port"
	"swarm/messages"
)

// Node is a host. Its address, its link and its disk last; at most one incarnation of a peer runs on it at a time.
type Node struct {
	world       *World
	site        site
	id          messages.NodeID
	addr        netip.AddrPort
	connection  *connection
	disk        *disk
	wrongShare  float64                  // the share of the blocks it serves whose bytes are wrong
	trackerCut  bool                     // the node cannot reach the tracker
	claimsAll   bool                     // it tells peers that it has whole files, whatever it has
	knownNodes  map[messages.NodeID]bool // the owners that the tracker's answers may name to it; nil: all
	held        *heldTraffic             // the traffic that is held; nil: traffic is delivered
	skew        skew
	starts      int          // incarnations so far
	incarnation *incarnation // nil before the first start
	socket      *socket      // nil while no peer runs
	peer        port.PID
	traffic     Traffic
}

// AddNode adds a node and starts a peer on it.
func (w *World) AddNode(id messages.NodeID, link Link) *Node {
	n := w.newNode(id, link)
	n.Restart()
	return n
}

// newNode adds a node on which no peer runs.
func (w *World) newNode(id messages.NodeID, link Link) *Node {
	if w.byID[id] != nil {
		panic("world: two nodes are called " + id.String())
	}
	n := &Node{world: w, id: id, addr: address(len(w.nodes) + 1)}
	n.connection = newConnection(link, newRand(w.options.Seed, "link/"+id.String()))
	n.disk = newDisk(n)
	w.nodes = append(w.nodes, n)
	n.site.number = trackerNumber + uint64(len(w.nodes))
	w.byID[id] = n
	w.network.at[n.addr] = n
	if len(w.nodes) == 1 || link.Delay < w.minDelay {
		w.setMinDelay(link.Delay)
	}
	return n
}

// RestrictOwners limits the owners that this node learns of from the tracker; nil ends the limit. It applies from the
// next answer on.
func (n *Node) RestrictOwners(nodes map[messages.NodeID]bool) { n.knownNodes = nodes }

// ID returns the node's id.
func (n *Node) ID() messages.NodeID { return n.id }

// Alive reports whether a peer runs on the node.
func (n *Node) Alive() bool { return n.socket != nil }

// Place puts a file on the node's disk. When it is shared, its torrent will have the given piece length.
func (n *Node) Place(name string, length, pieceLength int64) {
	n.disk.plainFiles[name] = plainFile{torrent: TorrentOf(name, length, pieceLength, "")}
}

// GiveTorrent puts a torrent on the node's disk, as NAME.torrent.
func (n *Node) GiveTorrent(file messages.File) { n.disk.torrents[file.Name+".torrent"] = file }

// Command gives the peer a command, as a user does.
func (n *Node) Command(command messages.Command) {
	if n.Alive() {
		n.world.system.Post(n.peer, command)
	}
}

// Share puts a file on the disk and tells the peer to share it. It returns the torrent that the peer will make.
func (n *Node) Share(name string, length, pieceLength int64) messages.File {
	file := TorrentOf(name, length, pieceLength, n.world.options.Settings.TrackerURL)
	n.ShareTorrent(file)
	return file
}

// ShareTorrent is Share for a file or folder whose torrent is known.
func (n *Node) ShareTorrent(file messages.File) {
	n.disk.plainFiles[file.Name] = plainFile{torrent: file}
	n.Command(&messages.Send{FilePath: file.Name})
}

// Fetch puts a torrent on the disk and tells the peer to download its file.
func (n *Node) Fetch(file messages.File) {
	n.GiveTorrent(file)
	n.Command(&messages.Download{Torrent: file.Name + ".torrent"})
}

// SetWrongShare makes this share of the blocks that the node serves wrong; 0 makes it honest again.
func (n *Node) SetWrongShare(share float64) {
	n.wrongShare = share
	n.reportDisturbance(fmt.Sprintf("%.0f %% of what it serves is wrong", 100*share))
}

// Rot makes the node serve some pieces of a file that it has with wrong bytes, as a damaged disk does. Its other pieces
// are as they were.
func (n *Node) Rot(file messages.InfoHash, pieces ...int) {
	v := n.disk.volumes[file]
	if v == nil {
		return
	}
	if v.rotten.Len() == 0 {
		v.rotten = messages.NewBitfield(v.file.Pieces())
	}
	for _, piece := range pieces {
		v.rotten.Set(piece)
	}
	n.reportDisturbance(fmt.Sprintf("%d of its pieces have rotted", len(pieces)))
}

// Change alters the bytes of a file on the node's disk, without telling the peer.
func (n *Node) Change(file messages.InfoHash) {
	if v := n.disk.volumes[file]; v != nil {
		v.changed = true
		n.reportDisturbance("a file changed on its disk")
	}
}

// Relink changes the node's link.
func (n *Node) Relink(link Link) {
	n.connection.relink(link)
	n.world.updateLookahead()
	n.reportDisturbance("its link changed")
}

// SetDisk changes the speed of the disk.
func (n *Node) SetDisk(speed Disk) {
	n.disk.setSpeed(speed)
	n.reportDisturbance("the speed of its disk changed")
}

// SetDiskFull makes the disk full, so that writing fails, or frees space on it.
func (n *Node) SetDiskFull(full bool) {
	n.disk.full = full
	n.reportDisturbance(map[bool]string{true: "its disk is full", false: "its disk has free space again"}[full])
}

// CutTracker cuts the node off from the tracker, or connects it again.
func (n *Node) CutTracker(cut bool) {
	n.trackerCut = cut
	n.reportDisturbance(map[bool]string{true: "it is cut off from the tracker",
		false: "it reaches the tracker again"}[cut])
}

// BufferBytes returns how many bytes of chunk buffers are in use.
func (n *Node) BufferBytes() int64 { return n.disk.lentBytes }

// Buffers returns how many chunk buffers are in use.
func (n *Node) Buffers() int { return n.disk.buffers }

// Crash kills the peer, as kill -9 does: what its actors still do while they stop has no effect, and what they had in
// memory is lost. The disk stays as it is.
func (n *Node) Crash() {
	if !n.Alive() {
		return
	}
	w := n.world
	w.trace.event(w.now, "crash of node "+n.id.String())
	n.incarnation.end(w.now)
	n.socket = nil
	if n.peer != nil {
		w.halt(n.peer)
	}
	n.disk.lentBytes, n.disk.buffers = 0, 0
	w.report(NodeCrashed{At: messages.At{Node: n.id}})
}

// halt stops an actor with all its children, now.
func (w *World) halt(pid port.PID) {
	w.system.Halt(pid)
	w.dispatcher.drain()
	select {
	case <-w.system.Stopped(pid):
	default:
		w.violate(nil, pid.Id+" does not stop")
	}
}

// random returns a stream of random numbers for one purpose of one incarnation of a node.
func (n *Node) random(purpose string) *Rand {
	return newRand(n.world.options.Seed, purpose+"/"+n.id.String()+"/"+strconv.Itoa(n.starts))
}

func (n *Node) network() *Network { return n.world.network }

// receive delivers a control packet to the node's socket. The node must be alive.
func (n *Node) receive(from netip.AddrPort, packet messages.Packet) { n.socket.receive(from, packet) }

func (n *Node) receiveControl(size int64) bool { return n.connection.receiveControl(n.world.now, size) }
