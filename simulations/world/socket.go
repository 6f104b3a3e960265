package world

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Network = (*socket)(nil)

// socket is the datagram socket of one incarnation of a node.
type socket struct {
	node    *Node
	life    *life
	addr    netip.AddrPort
	tickets tickets
	random  *Rand // stream ids
	seeders map[messages.InfoHash]port.PID
	paths   map[netip.AddrPort]port.PID
	streams map[uint64]*stream
}

func newSocket(node *Node, alive *life, random *Rand) *socket {
	return &socket{node: node, life: alive, addr: node.addr, tickets: tickets{secret: random.Uint64()}, random: random,
		seeders: map[messages.InfoHash]port.PID{}, paths: map[netip.AddrPort]port.PID{}, streams: map[uint64]*stream{}}
}

// Send sends one control packet.
func (s *socket) Send(to netip.AddrPort, packet messages.Packet) {
	if s.life.over() {
		return
	}
	if s.node.boasts {
		packet = boast(packet)
	}
	network := s.node.world.network
	network.send(s, network.at[to], packet)
}

// Publish makes packets for a file reach a seeder.
func (s *socket) Publish(file messages.InfoHash, seeder port.PID) { s.seeders[file] = seeder }

// Unpublish ends that.
func (s *socket) Unpublish(file messages.InfoHash) { delete(s.seeders, file) }

// Connect makes what an owner answers reach a path.
func (s *socket) Connect(owner netip.AddrPort, path port.PID) { s.paths[owner] = path }

// Disconnect ends that, if the path is still the one given.
func (s *socket) Disconnect(owner netip.AddrPort, path port.PID) {
	if current, connected := s.paths[owner]; connected && current.Id == path.Id {
		delete(s.paths, owner)
	}
}

// ReceiveWindow shares half of the socket's buffer among the owners that are connected.
func (s *socket) ReceiveWindow() int {
	return s.node.world.options.SocketBuffer / 2 / max(len(s.paths), 1)
}

// BlockSizes knows the node's own link, and is the same for every owner.
func (s *socket) BlockSizes(netip.AddrPort) (base, limit int) {
	base = s.node.world.options.BlockSize
	if mtu := s.node.connection.link.MTU; mtu != 0 {
		return base, int(mtu) - messages.IPv4Headers - messages.BlockOverhead
	}
	return base, base
}
