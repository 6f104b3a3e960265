package world

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// port 6881 is where BEP 3 expects a peer; any would do.
const datagramPort = 6881

// Network is what connects the nodes: addresses, and who cannot reach whom. It also counts.
type Network struct {
	world  *World
	at     map[netip.AddrPort]*Node
	cut    func(from, to messages.NodeID) bool // nil: everybody reaches everybody
	counts Counts

	scratch []byte // one datagram, to measure packets
}

// Counts is what the network carried, since the world began.
type Counts struct {
	Packets    uint64 // control packets sent
	Blocks     uint64 // blocks sent, without duplicates
	BlockBytes uint64 // their payload
	Lost       uint64 // packets and blocks: by chance, by a full queue, by a partition
	Corrupted  uint64 // found by the checksum
	Duplicated uint64
	Reordered  uint64
	Unwanted   uint64 // blocks and packets that reached a socket but no stream, path or seeder there
	Repeated   uint64 // blocks that were in the buffer already
	Stale      uint64 // packets with a stale ticket
	Malformed  uint64 // datagrams that no parser understands
}

// address gives the nth node its address: 10.0.0.0/8 is private (RFC 1918), and holds every world that fits in memory.
func address(nth int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(nth >> 16), byte(nth >> 8), byte(nth)}), datagramPort)
}

// apart tells whether a partition keeps two nodes from reaching each other in this direction.
func (n *Network) apart(from, to messages.NodeID) bool { return n.cut != nil && n.cut(from, to) }

// Cut makes a partition: what from sends to a node for which cut holds is lost. nil heals it. It says nothing about the
// tracker: see Node.CutTracker.
func (w *World) Cut(cut func(from, to messages.NodeID) bool) {
	w.trace.event(w.now, "cut changed")
	w.network.cut = cut
	what := "some cannot reach others"
	if cut == nil {
		what = "everybody reaches everybody"
	}
	w.tell(NetworkDisturbed{What: what})
}

// Isolate cuts a set of nodes off from all others, in both directions; among themselves they talk on.
func (w *World) Isolate(nodes ...messages.NodeID) {
	inside := make(map[messages.NodeID]bool, len(nodes))
	for _, id := range nodes {
		inside[id] = true
	}
	w.Cut(func(from, to messages.NodeID) bool { return inside[from] != inside[to] })
}

// Heal ends every partition between nodes.
func (w *World) Heal() { w.Cut(nil) }

// Counts gives what the network carried so far.
func (w *World) Counts() Counts { return w.network.counts }

// trip is one control packet on its way.
type trip struct {
	from    *socket
	left    time.Duration // when it had left its sender
	to      *Node
	packet  messages.Packet
	size    int64 // on the wire, bytes
	corrupt bool
}

// send carries a control packet from a socket.
func (n *Network) send(from *socket, to *Node, packet messages.Packet) {
	size, err := n.wireSize(packet)
	if err != nil {
		n.world.violate(from.node, err.Error())
		return
	}
	n.counts.Packets++
	left, room := from.node.connection.sendControl(n.world.now, size)
	if !room || to == nil || !from.node.connection.link.carries(size) || !to.connection.link.carries(size) {
		n.counts.Lost++
		return
	}
	c, chance := to.connection, from.node.connection.random
	if n.apart(from.node.id, to.id) || chance.chance(c.link.Loss) {
		n.counts.Lost++
		return
	}
	copies := 1
	if chance.chance(c.link.Duplicate) {
		n.counts.Duplicated++
		copies = 2
	}
	for range copies {
		t := &trip{from: from, left: left, to: to, packet: packet, size: size, corrupt: chance.chance(c.link.Corrupt)}
		at := c.arrival(from.node.connection, left, false)
		if chance.chance(c.link.Reorder) {
			n.counts.Reordered++
			at += c.later(chance)
		}
		n.world.plan(&to.site, at, t)
	}
}

// happen brings the packet through the downlink to the socket.
func (t *trip) happen() {
	n := t.to.world.network
	if t.from.life.overBy(t.left) || t.to.socket == nil {
		n.counts.Lost++
		return
	}
	if kept, full := t.to.holds(t); kept {
		return
	} else if full || !t.to.connection.hearControl(n.world.now, t.size) {
		n.counts.Lost++
		return
	}
	if t.corrupt {
		n.counts.Corrupted++
		return
	}
	t.to.socket.receive(t.from.addr, t.packet)
}
