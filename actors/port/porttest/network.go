package porttest

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// Network writes down what leaves, and brings nothing by itself.
type Network struct {
	Published map[messages.InfoHash]port.PID
	Connected map[netip.AddrPort]port.PID
	Streams   []*Stream // in the order in which they were opened
	Window    int       // bytes; what ReceiveWindow tells
	Base      int       // bytes; what BlockSizes tells
	Limit     int       // likewise

	harness *Harness
	sent    []Sent
	served  []Serving
}

// Sent is one packet that left.
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

// Took gives the packets that left since the last call.
func (n *Network) Took() []messages.Packet {
	var packets []messages.Packet
	for _, sent := range n.TookSent() {
		packets = append(packets, sent.Packet)
	}
	return packets
}

// TookSent gives the packets with their addresses.
func (n *Network) TookSent() []Sent {
	sent := n.sent
	n.sent = nil
	return sent
}

// TookServed gives the calls of Serve since the last time.
func (n *Network) TookServed() []Serving {
	served := n.served
	n.served = nil
	return served
}

// Send writes a packet down.
func (n *Network) Send(to netip.AddrPort, packet messages.Packet) {
	n.sent = append(n.sent, Sent{To: to, Packet: packet})
}

// Serve writes answers down; the test says when they have left.
func (n *Network) Serve(answers []port.Answer, replyTo port.PID) {
	n.served = append(n.served, Serving{Answers: answers, ReplyTo: replyTo})
}

// Publish notes who serves a file.
func (n *Network) Publish(file messages.InfoHash, seeder port.PID) { n.Published[file] = seeder }

// Unpublish forgets it.
func (n *Network) Unpublish(file messages.InfoHash) { delete(n.Published, file) }

// Connect notes a path.
func (n *Network) Connect(owner netip.AddrPort, path port.PID) { n.Connected[owner] = path }

// Disconnect forgets it, if it is still the one.
func (n *Network) Disconnect(owner netip.AddrPort, path port.PID) {
	if n.Connected[owner].Equal(path) {
		delete(n.Connected, owner)
	}
}

// Open makes a stream that stays empty until the test fills it.
func (n *Network) Open(spec port.StreamSpec) port.Stream {
	stream := NewStream(uint64(len(n.Streams)+1), spec)
	n.Streams = append(n.Streams, stream)
	return stream
}

// ReceiveWindow is Window.
func (n *Network) ReceiveWindow() int { return n.Window }

// BlockSizes is Base and Limit.
func (n *Network) BlockSizes(netip.AddrPort) (base, limit int) { return n.Base, n.Limit }
