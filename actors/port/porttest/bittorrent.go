package porttest

import (
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// BitTorrent is a fake BitTorrent edge. It records what is published and dialled, and connects nothing. Harness.Node
// has none until a test sets it.
type BitTorrent struct {
	Published map[messages.InfoHash]port.PID
	Swarms    map[messages.InfoHash]port.Swarm // what Published was published with
	Listening uint16                           // what Port returns
	Streams   []*Stream                        // in the order in which they were opened
	dials     []Dialing
}

// Dialing is one call of Dial.
type Dialing struct {
	To      netip.AddrPort
	Swarm   port.Swarm
	Hash    messages.Hash20
	ReplyTo port.PID
}

func newBitTorrent() *BitTorrent {
	return &BitTorrent{Published: map[messages.InfoHash]port.PID{}, Swarms: map[messages.InfoHash]port.Swarm{},
		Listening: 6881}
}

// TookDials returns the calls of Dial since the last call of TookDials.
func (b *BitTorrent) TookDials() []Dialing {
	dials := b.dials
	b.dials = nil
	return dials
}

// PublishSwarm records the contacts of a file.
func (b *BitTorrent) PublishSwarm(swarm port.Swarm, contacts port.PID) {
	b.Published[swarm.File.InfoHash], b.Swarms[swarm.File.InfoHash] = contacts, swarm
}

// UnpublishSwarm removes the contacts of a file.
func (b *BitTorrent) UnpublishSwarm(file messages.InfoHash) {
	delete(b.Published, file)
	delete(b.Swarms, file)
}

// Port returns Listening.
func (b *BitTorrent) Port() uint16 { return b.Listening }

// ID returns a peer id.
func (b *BitTorrent) ID() messages.PeerID { return messages.PeerID{'-', 'S', 'W'} }

// Dial records a call. The test itself sends *port.StockConnected or *port.DialFailed to replyTo.
func (b *BitTorrent) Dial(to netip.AddrPort, swarm port.Swarm, hash messages.Hash20, replyTo port.PID) {
	b.dials = append(b.dials, Dialing{To: to, Swarm: swarm, Hash: hash, ReplyTo: replyTo})
}

// OpenStream returns a stream that stays empty until the test calls Stream.Arrive.
func (b *BitTorrent) OpenStream(spec port.StreamSpec) port.Stream {
	stream := NewStream(uint64(len(b.Streams)+1), spec)
	b.Streams = append(b.Streams, stream)
	return stream
}

// Connection is a fake connection with a BitTorrent peer. It records calls in their order; the test itself sends what
// the peer says.
type Connection struct {
	About   messages.StockPeer // what Peer returns
	Started port.PID           // of the last call of Start; nil: there was none
	Closed  int                // calls of Close
	calls   []any
}

// Calls of a Connection, beside Start and Close.
type (
	// Asking is one call of Ask.
	Asking []port.StockRequest
	// Withdrawing is one call of Withdraw.
	Withdrawing struct{ Stream uint64 }
	// Sending is one call of Send.
	Sending struct {
		Blocks  []port.StockBlock
		Source  port.Source
		ReplyTo port.PID
	}
)

// NewConnection returns a connection with a peer that opened it and speaks the fast extension.
func NewConnection(addr netip.AddrPort) *Connection {
	return &Connection{About: messages.StockPeer{Addr: addr, ID: [20]byte{'-', addr.Addr().AsSlice()[3]},
		Incoming: true, Fast: true}}
}

// Took returns the calls since the last call of Took: each frame that was told as a messages.Frame, and an Asking, a
// Withdrawing or a Sending.
func (c *Connection) Took() []any {
	calls := c.calls
	c.calls = nil
	return calls
}

// Peer returns About.
func (c *Connection) Peer() messages.StockPeer { return c.About }

// Start records a call.
func (c *Connection) Start(remote port.PID) { c.Started = remote }

// Tell records frames.
func (c *Connection) Tell(frames ...messages.Frame) {
	for _, frame := range frames {
		c.calls = append(c.calls, frame)
	}
}

// Ask records requests.
func (c *Connection) Ask(requests []port.StockRequest) { c.calls = append(c.calls, Asking(requests)) }

// Withdraw records a call.
func (c *Connection) Withdraw(stream uint64) { c.calls = append(c.calls, Withdrawing{Stream: stream}) }

// Send records blocks. The test itself sends *port.BlocksSent or *port.SendFailed to replyTo.
func (c *Connection) Send(blocks []port.StockBlock, source port.Source, replyTo port.PID) {
	c.calls = append(c.calls, Sending{Blocks: blocks, Source: source, ReplyTo: replyTo})
}

// Close counts its calls.
func (c *Connection) Close() { c.Closed++ }
