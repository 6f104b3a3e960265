package world

import (
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Network = (*socket)(nil)

// socket is the datagram socket of one incarnation of a node.
type socket struct {
	node        *Node
	incarnation *incarnation
	addr        netip.AddrPort
	tickets     tickets
	random      *Rand // draws the ids of streams
	seeders     map[messages.InfoHash]port.PID
	paths       map[netip.AddrPort]port.PID
	streams     map[uint64]*stream
	hellos      hellos
}

func newSocket(node *Node, alive *incarnation, random *Rand) *socket {
	return &socket{node: node, incarnation: alive, addr: node.addr, tickets: tickets{secret: random.Uint64()},
		random:  random,
		seeders: map[messages.InfoHash]port.PID{}, paths: map[netip.AddrPort]port.PID{}, streams: map[uint64]*stream{}}
}

// Send sends one control packet.
func (s *socket) Send(to netip.AddrPort, packet messages.Packet) {
	if s.incarnation.ended() {
		return
	}
	if s.node.claimsAll {
		packet = claimAll(packet)
	}
	if _, hello := packet.(*messages.Hello); hello {
		if flood := s.hellos.sent(to.Addr(), s.world().now); flood != "" {
			s.world().violate(s.node, flood)
		}
	}
	network := s.world().network
	network.send(s, network.at[to], packet)
}

// Publish makes packets for a file reach its seeder.
func (s *socket) Publish(file messages.InfoHash, seeder port.PID) { s.seeders[file] = seeder }

// Unpublish ends Publish.
func (s *socket) Unpublish(file messages.InfoHash) { delete(s.seeders, file) }

// Connect makes packets from an owner reach the owner's path.
func (s *socket) Connect(owner netip.AddrPort, path port.PID) { s.paths[owner] = path }

// Disconnect ends Connect, unless another path has been connected to the owner since.
func (s *socket) Disconnect(owner netip.AddrPort, path port.PID) {
	if current, connected := s.paths[owner]; connected && current.Id == path.Id {
		delete(s.paths, owner)
	}
}

// ReceiveWindow returns the receive window of each owner: half of the socket's buffer, shared evenly among the owners
// that are connected.
func (s *socket) ReceiveWindow() int {
	return s.world().options.SocketBuffer / 2 / max(len(s.paths), 1)
}

// BlockSizes returns the block size that always works, and the largest that this node's own link carries. It is the
// same for every owner.
func (s *socket) BlockSizes(netip.AddrPort) (base, limit int) {
	base = s.world().options.BlockSize
	if mtu := s.connection().link.MTU; mtu != 0 {
		return base, int(mtu) - messages.IPv4Headers - messages.BlockOverhead
	}
	return base, base
}

func (s *socket) world() *World           { return s.node.world }
func (s *socket) id() messages.NodeID     { return s.node.id }
func (s *socket) connection() *connection { return s.node.connection }
func (s *socket) traffic() *Traffic       { return &s.node.traffic }

func (s *socket) endedBefore(at time.Duration) bool { return s.incarnation.endedBefore(at) }
