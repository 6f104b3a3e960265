package world

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// datagramPort is the UDP port of every node. BEP 3 expects peers at 6881; any port would do.
const datagramPort = 6881

// Network connects the nodes: it knows their addresses and the partitions between them, and counts what it carries.
type Network struct {
	world  *World
	at     map[netip.AddrPort]*Node
	cut    func(from, to messages.NodeID) bool // reports that a partition keeps from away from to; nil: there is none
	counts Counts

	scratch []byte // one encoded packet, to measure its size
}

// Counts is what the network has carried since the world began.
type Counts struct {
	Packets    uint64 // control packets sent
	Blocks     uint64 // blocks sent, without duplicates
	BlockBytes uint64 // their payload
	Lost       uint64 // packets and blocks lost by chance, to a full queue or to a partition
	Corrupted  uint64 // packets and blocks whose checksum was wrong
	Duplicated uint64
	Reordered  uint64
	Unwanted   uint64 // packets and blocks for which the socket had no stream, path or seeder
	Repeated   uint64 // blocks that the receiver had already
	Stale      uint64 // packets with a wrong or expired ticket
	Malformed  uint64 // datagrams that do not parse
}

// address returns the address of the nth node: 10.0.0.0/8 is a private network (RFC 1918), and has more addresses
// than nodes fit in memory.
func address(nth int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(nth >> 16), byte(nth >> 8), byte(nth)}), datagramPort)
}

// nodeAt returns the node that receives datagrams at an address, or nil.
func (w *World) nodeAt(addr netip.AddrPort) *Node { return w.network.at[addr] }

// partitioned reports whether a partition keeps from's packets away from to.
func (n *Network) partitioned(from, to messages.NodeID) bool { return n.cut != nil && n.cut(from, to) }

// Cut makes a partition: packets from a node to another one for which cut returns true are lost. nil ends the
// partition. Cut does not affect requests to the tracker: see Node.CutTracker.
func (w *World) Cut(cut func(from, to messages.NodeID) bool) {
	w.trace.event(w.now, "cut changed")
	w.network.cut = cut
	what := "some cannot reach others"
	if cut == nil {
		what = "everybody reaches everybody"
	}
	w.report(NetworkDisturbed{What: what})
}

// Isolate cuts a set of nodes off from all others, in both directions. The nodes of the set still reach each other.
func (w *World) Isolate(nodes ...messages.NodeID) {
	inside := make(map[messages.NodeID]bool, len(nodes))
	for _, id := range nodes {
		inside[id] = true
	}
	w.Cut(func(from, to messages.NodeID) bool { return inside[from] != inside[to] })
}

// Heal ends every partition between nodes.
func (w *World) Heal() { w.Cut(nil) }

// Counts returns what the network has carried so far.
func (w *World) Counts() Counts { return w.network.counts }

// packetInFlight is one control packet on its way.
type packetInFlight struct {
	from    *socket
	leftAt  time.Duration // when it has left the sender's uplink
	to      *Node
	packet  messages.Packet
	size    int64 // on the wire, bytes
	corrupt bool
}

// send sends a control packet from a socket to a node. to is nil when no node has the destination address.
func (n *Network) send(from *socket, to *Node, packet messages.Packet) {
	size, err := n.wireSize(packet)
	if err != nil {
		n.world.violate(from.node, err.Error())
		return
	}
	n.counts.Packets++
	left, queued := from.connection().sendControl(n.world.now, size)
	if !queued || to == nil || !from.connection().carries(size) || !to.connection.carries(size) {
		n.counts.Lost++
		return
	}
	c, random := to.connection, from.connection().random
	if n.partitioned(from.node.id, to.id) || random.chance(c.link.Loss) {
		n.counts.Lost++
		return
	}
	copies := 1
	if random.chance(c.link.Duplicate) {
		n.counts.Duplicated++
		copies = 2
	}
	for range copies {
		t := &packetInFlight{from: from, leftAt: left, to: to, packet: packet, size: size,
			corrupt: random.chance(c.link.Corrupt)}
		at := c.arrival(from.connection(), left, false)
		if random.chance(c.link.Reorder) {
			n.counts.Reordered++
			at += c.reorderDelay(random)
		}
		n.world.plan(&to.site, at, t)
	}
}

// happen takes the packet through the receiver's downlink to its socket.
func (t *packetInFlight) happen() {
	n := t.to.network()
	if t.from.endedBefore(t.leftAt) || t.to.socket == nil {
		n.counts.Lost++
		return
	}
	if kept, full := t.to.holdBack(t); kept {
		return
	} else if full || !t.to.receiveControl(t.size) {
		n.counts.Lost++
		return
	}
	if t.corrupt {
		n.counts.Corrupted++
		return
	}
	t.to.receive(t.from.addr, t.packet)
}
