package world

import (
	"net/netip"

	"swarm/messages"
	"swarm/runtime/system"
)

// What can be seen of a world from outside. Nothing here changes it.

// Options gives what the world is like, completed.
func (w *World) Options() Options { return w.options }

// Nodes gives all nodes, in the order in which they were added. The slice is the world's own.
func (w *World) Nodes() []*Node { return w.nodes }

// TrackerAlive tells whether a tracker runs.
func (w *World) TrackerAlive() bool { return w.tracker != nil && !w.tracker.life.over() }

// Registered counts the nodes that the tracker remembers.
func (w *World) Registered() int { return len(w.ledger.nodes) }

// Remembers tells whether the tracker remembers a node.
func (w *World) Remembers(node messages.NodeID) bool {
	_, known := w.ledger.nodes[node]
	return known
}

// Actors calls do for each actor that lives, in the order of their PIDs.
func (w *World) Actors(do func(pid string, kind system.Kind, node messages.NodeID)) {
	w.system.Each(do)
}

// Reaches tells whether no partition keeps what from sends from reaching to.
func (w *World) Reaches(from, to messages.NodeID) bool { return !w.network.apart(from, to) }

// Link gives the node's link.
func (n *Node) Link() Link { return n.connection.link }

// DiskSpeed tells how fast the disk is.
func (n *Node) DiskSpeed() Disk { return n.disk.speed }

// Lies gives the share of the blocks it serves whose bytes are wrong.
func (n *Node) Lies() float64 { return n.lies }

// ReachesTracker tells whether nothing cuts the node off from the tracker.
func (n *Node) ReachesTracker() bool { return !n.noTracker }

// NodeAt gives the node with an address, or nil.
func (w *World) NodeAt(addr netip.AddrPort) *Node { return w.network.at[addr] }

// Has tells whether a piece is verified and on the node's disk, with the file's own bytes.
func (n *Node) Has(file messages.InfoHash, piece int) bool {
	v := n.disk.volumes[file]
	return v != nil && v.have.Has(piece) && !v.spoilt.Has(piece) && !v.changed
}

// Lacks tells whether the node misses a piece that another has.
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

// Spoilt counts the pieces that were written with other bytes than the file's, over all files.
func (n *Node) Spoilt() int {
	count := 0
	for _, v := range n.disk.volumes { // the order reaches nobody
		count += v.spoilt.Count()
	}
	return count
}

// Length gives the bytes of a file that some node has to do with, or 0.
func (w *World) Length(file messages.InfoHash) int64 {
	for _, n := range w.nodes {
		if v := n.disk.volumes[file]; v != nil {
			return v.file.Length
		}
	}
	return 0
}

// Serves tells whether the node serves a file now.
func (n *Node) Serves(file messages.InfoHash) bool {
	return n.Alive() && n.socket.seeders[file] != nil
}

// Streams counts the chunks that the node has in flight, and their bytes.
func (n *Node) Streams() (count int, bytes int64) {
	if !n.Alive() {
		return 0, 0
	}
	for _, s := range n.socket.streams { // the order reaches nobody
		bytes += s.spec.Range.Length
	}
	return len(n.socket.streams), bytes
}

// Traffic is the payload of blocks that went out of a node and into it, in bytes, since the world began.
type Traffic struct {
	Sent   int64 // all of it, repeated or not
	Useful int64 // of what was sent: it brought its receiver a block that was missing there
	Landed int64 // came in and was not there yet
}

// Traffic gives what the node sent and received so far.
func (n *Node) Traffic() Traffic { return n.traffic }
