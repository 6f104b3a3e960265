package porttest

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// Network is a fake network. It records what is sent and served, and delivers nothing.
type Network struct {
	Published map[messages.InfoHash]port.PID
	Connected map[netip.AddrPort]port.PID
	Streams   []*Stream // in the order in which they were opened
	Window    int       // what ReceiveWindow returns, bytes
	Base      int       // what BlockSizes returns, bytes
	Limit     int       // what BlockSizes returns, bytes

	harness *Harness
	sent    []Sent
	served  []Serving
}

// Sent is one packet that was sent.
type Sent struct {
	To     netip.AddrPort
	Packet messages.Packet
}

// Serving is one call of Serve.
type Serving struct {
	Answers []port.Answer
	ReplyTo port.PID
}

func newNetwork(s *Harness) *Network {
	return &Network{harness: s, Published: map[messages.InfoHash]port.PID{}, Connected: map[netip.AddrPort]port.PID{},
		Window: 1 << 20, Base: BlockSize, Limit: BlockSize}
}

// Took returns the packets that were sent since the last call.
func (n *Network) Took() []messages.Packet {
	var packets []messages.Packet
	for _, sent := range n.TookSent() {
		packets = append(packets, sent.Packet)
	}
	return packets
}

// TookSent returns the packets that were sent since the last call, with their addresses.
func (n *Network) TookSent() []Sent {
	sent := n.sent
	n.sent = nil
	return sent
}

// TookServed returns the calls of Serve since the last call of TookServed.
func (n *Network) TookServed() []Serving {
	served := n.served
	n.served = nil
	return served
}

// Send records a packet.
func (n *Network) Send(to netip.AddrPort, packet messages.Packet) {
	n.sent = append(n.sent, Sent{To: to, Packet: packet})
}

// Serve records answers. The test itself sends Served to replyTo.
func (n *Network) Serve(answers []port.Answer, replyTo port.PID) {
	n.served = append(n.served, Serving{Answers: answers, ReplyTo: replyTo})
}

// Publish records the seeder of a file.
func (n *Network) Publish(file messages.InfoHash, seeder port.PID) { n.Published[file] = seeder }

// Unpublish removes the seeder of a file.
func (n *Network) Unpublish(file messages.InfoHash) { delete(n.Published, file) }

// Connect records the path to an owner.
func (n *Network) Connect(owner netip.AddrPort, path port.PID) { n.Connected[owner] = path }

// Disconnect removes the path to an owner, unless another one has been connected since.
func (n *Network) Disconnect(owner netip.AddrPort, path port.PID) {
	if n.Connected[owner].Equal(path) {
		delete(n.Connected, owner)
	}
}

// Open returns a stream that stays empty until the test calls Stream.Arrive.
func (n *Network) Open(spec port.StreamSpec) port.Stream {
	stream := NewStream(uint64(len(n.Streams)+1), spec)
	n.Streams = append(n.Streams, stream)
	return stream
}

// ReceiveWindow returns Window.
func (n *Network) ReceiveWindow() int { return n.Window }

// BlockSizes returns Base and Limit.
func (n *Network) BlockSizes(netip.AddrPort) (base, limit int) { return n.Base, n.Limit }
