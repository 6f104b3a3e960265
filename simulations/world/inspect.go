package world

import (
	"net/netip"

	"swarm/messages"
	"swarm/runtime/system"
)

// What can be seen of a world from outside. Nothing here changes it.

// Options returns the options of the world, with defaults filled in.
func (w *World) Options() Options { return w.options }

// Nodes returns all nodes, in the order in which they were added. The slice belongs to the world.
func (w *World) Nodes() []*Node { return w.nodes }

// TrackerAlive reports whether a tracker is running.
func (w *World) TrackerAlive() bool { return w.tracker != nil && !w.tracker.ended() }

// Registered returns how many nodes the tracker's ledger holds.
func (w *World) Registered() int { return len(w.ledger.nodes) }

// Remembers reports whether the tracker's ledger holds a node.
func (w *World) Remembers(node messages.NodeID) bool {
	_, known := w.ledger.nodes[node]
	return known
}

// Actors calls do for each living actor, in the order of the PIDs.
func (w *World) Actors(do func(pid string, kind system.Kind, node messages.NodeID)) {
	w.system.Each(do)
}

// Reaches reports whether no partition keeps packets of from away from to.
func (w *World) Reaches(from, to messages.NodeID) bool { return !w.network.partitioned(from, to) }

// Link returns the node's link.
func (n *Node) Link() Link { return n.connection.link }

// DiskSpeed returns the speed of the node's disk.
func (n *Node) DiskSpeed() Disk { return n.disk.speed }

// WrongShare returns the share of the blocks it serves whose bytes are wrong; see SetWrongShare.
func (n *Node) WrongShare() float64 { return n.wrongShare }

// ReachesTracker reports whether the node is not cut off from the tracker.
func (n *Node) ReachesTracker() bool { return !n.trackerCut }

// NodeAt returns the node with an address, or nil.
func (w *World) NodeAt(addr netip.AddrPort) *Node { return w.network.at[addr] }

// Has reports whether a piece is verified and on the node's disk, with the file's own bytes.
func (n *Node) Has(file messages.InfoHash, piece int) bool {
	v := n.disk.volumes[file]
	return v != nil && v.have.Has(piece) && !v.corrupt.Has(piece) && !v.changed
}

// Lacks reports whether the other node has a piece that this node misses.
func (n *Node) Lacks(file messages.InfoHash, other *Node) bool {
	theirs := other.disk.volumes[file]
	if theirs == nil || theirs.changed {
		return false
	}
	for piece := theirs.have.NextSet(0); piece < theirs.have.Len(); piece = theirs.have.NextSet(piece + 1) {
		if !n.Has(file, piece) {
			return true
		}
	}
	return false
}

// CorruptPieces returns how many pieces were written with other bytes than the file's, over all files.
func (n *Node) CorruptPieces() int {
	count := 0
	for _, v := range n.disk.volumes { // the order does not matter for a sum
		count += v.corrupt.Count()
	}
	return count
}

// Length returns the length of a file that some node has on its disk, in bytes, or 0.
func (w *World) Length(file messages.InfoHash) int64 {
	for _, n := range w.nodes {
		if v := n.disk.volumes[file]; v != nil {
			return v.file.Length
		}
	}
	return 0
}

// Serves reports whether the node serves a file now.
func (n *Node) Serves(file messages.InfoHash) bool {
	return n.Alive() && n.socket.seeders[file] != nil
}

// Streams returns how many chunks the node has in flight, and their bytes together.
func (n *Node) Streams() (count int, bytes int64) {
	if !n.Alive() {
		return 0, 0
	}
	for _, s := range n.socket.streams { // the order does not matter for a sum
		bytes += s.spec.Range.Length
	}
	return len(n.socket.streams), bytes
}

// Traffic is the payload of the blocks that a node sent and received since the world began, in bytes.
type Traffic struct {
	Sent   int64 // all of it, retransmissions included
	Useful int64 // the part of Sent that was new to its receiver
	Landed int64 // received, and new to this node
}

// Traffic returns what the node has sent and received so far.
func (n *Node) Traffic() Traffic { return n.traffic }
