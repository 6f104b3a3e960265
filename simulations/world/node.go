package world

import (
	"fmt"
	"net/netip"
	"strconv"

	"swarm/actors/port"
	"swarm/messages"
)

// Node is a host: its address, its link and its disk, which last, and the incarnation of a peer that runs on it, if one
// does.
type Node struct {
	world      *World
	site       site
	id         messages.NodeID
	addr       netip.AddrPort
	connection *connection
	disk       *disk
	lies       float64                  // the share of the blocks it serves whose bytes are wrong
	noTracker  bool                     // the tracker cannot be reached from here
	boasts     bool                     // it claims pieces that it lacks
	knows      map[messages.NodeID]bool // whom the tracker may name to it; nil: all
	held       *hold                    // what does not get through to it; nil: all gets through
	skew       skew
	births     int
	life       *life   // of the incarnation; nil before the first
	socket     *socket // nil while nothing runs
	peer       port.PID
	traffic    Traffic
}

// AddNode adds a node and starts a peer on it.
func (w *World) AddNode(id messages.NodeID, link Link) *Node {
	n := w.place(id, link)
	n.Restart()
	return n
}

// place adds a node on which nothing runs.
func (w *World) place(id messages.NodeID, link Link) *Node {
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
	if len(w.nodes) == 1 || link.Delay < w.delay {
		w.lookAhead(link.Delay)
	}
	return n
}

// Knows says of whom the node may hear from the tracker; nil: of all. It counts from the next answer on.
func (n *Node) Knows(nodes map[messages.NodeID]bool) { n.knows = nodes }

// ID gives the node's id.
func (n *Node) ID() messages.NodeID { return n.id }

// Alive tells whether a peer runs on the node.
func (n *Node) Alive() bool { return n.socket != nil }

// Place puts a file on the node's disk, of which Share will make a torrent with the given piece length.
func (n *Node) Place(name string, length, pieceLength int64) {
	n.disk.plain[name] = plain{length: length, pieceLength: pieceLength}
}

// GiveTorrent puts a torrent on the node's disk, as NAME.torrent.
func (n *Node) GiveTorrent(file messages.File) { n.disk.torrents[file.Name+".torrent"] = file }

// Tell gives the peer a command.
func (n *Node) Tell(command messages.Command) {
	if n.Alive() {
		n.world.system.Post(n.peer, command)
	}
}

// Share puts a file on the disk and tells the peer to send it; the torrent is what it will be.
func (n *Node) Share(name string, length, pieceLength int64) messages.File {
	n.Place(name, length, pieceLength)
	n.Tell(&messages.Send{Path: name})
	return TorrentOf(name, length, pieceLength, n.world.options.Settings.TrackerURL)
}

// Fetch puts a torrent on the disk and tells the peer to download it.
func (n *Node) Fetch(file messages.File) {
	n.GiveTorrent(file)
	n.Tell(&messages.Download{Torrent: file.Name + ".torrent"})
}

// Lie makes a share of the blocks that the node serves wrong; 0 makes it honest again.
func (n *Node) Lie(share float64) {
	n.lies = share
	n.disturbed(fmt.Sprintf("%.0f %% of what it serves is wrong", 100*share))
}

// Change alters the bytes of a file on the node's disk behind the peer's back.
func (n *Node) Change(file messages.InfoHash) {
	if v := n.disk.volumes[file]; v != nil {
		v.changed = true
		n.disturbed("a file changed on its disk")
	}
}

// Relink changes the node's link.
func (n *Node) Relink(link Link) {
	n.connection.relink(link)
	n.world.relinked()
	n.disturbed("its link changed")
}

// SetDisk changes how fast the disk is.
func (n *Node) SetDisk(speed Disk) {
	n.disk.setSpeed(speed)
	n.disturbed("the speed of its disk changed")
}

// FillDisk makes the disk full, or makes room on it: a full disk writes nothing.
func (n *Node) FillDisk(full bool) {
	n.disk.full = full
	n.disturbed(map[bool]string{true: "its disk is full", false: "its disk has room again"}[full])
}

// CutTracker cuts the node off from the tracker, or connects it again.
func (n *Node) CutTracker(cut bool) {
	n.noTracker = cut
	n.disturbed(map[bool]string{true: "it is cut off from the tracker", false: "it reaches the tracker again"}[cut])
}

// Lent is how many bytes of chunk buffers are out.
func (n *Node) Lent() int64 { return n.disk.lent }

// Buffers is how many chunk buffers are out.
func (n *Node) Buffers() int { return n.disk.buffers }

// Crash ends the peer as kill -9 does: nothing that its actors do on their way out reaches anybody, and what they had in
// memory is gone. The disk stays.
func (n *Node) Crash() {
	if !n.Alive() {
		return
	}
	w := n.world
	w.trace.event(w.now, "crash of node "+n.id.String())
	n.life.ended, n.life.at = true, w.now
	n.socket = nil
	if n.peer != nil {
		w.halt(n.peer)
	}
	n.disk.lent, n.disk.buffers = 0, 0
	w.tell(NodeCrashed{At: messages.At{Node: n.id}})
}

// halt stops an actor with all its children, now.
func (w *World) halt(pid port.PID) {
	w.system.Halt(pid)
	w.turns.drain()
	select {
	case <-w.system.Gone(pid):
	default:
		w.violate(nil, pid.Id+" does not stop")
	}
}

// random gives a stream of numbers to one incarnation of a node.
func (n *Node) random(of string) *Rand {
	return newRand(n.world.options.Seed, of+"/"+n.id.String()+"/"+strconv.Itoa(n.births))
}
