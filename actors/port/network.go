package port

import (
	"errors"
	"net/netip"
	"time"

	"swarm/messages"
)

// Network is a node's datagram socket.
//
// Packets that reach an actor are well formed. A Query, Request or Receipt comes from an address that has shown a valid
// ticket. The edge itself answers Hello and Probe and refuses stale tickets.
type Network interface {
	Server
	Publisher
	Connector
	Opener
}

// Sender sends control packets.
type Sender interface {
	// Send sends one control packet. It may be lost.
	Send(to netip.AddrPort, packet messages.Packet)
}

// Server sends the blocks of files; the uplink uses it.
type Server interface {
	Sender

	// Serve reads blocks from their sources and sends them in order. replyTo gets a *ServeFailed for each answer that
	// could not be read or sent, and then one *Served when all others have left.
	Serve(answers []Answer, replyTo PID)
}

// Publisher routes the packets of receivers to seeders; the peer uses it.
type Publisher interface {
	// Publish delivers the packets Query, Request and Receipt for a file to a seeder, as *Inbound. Unpublish ends that:
	// the edge then refuses such packets with RefusalNotServed, and a Request with one refusal per stream.
	Publish(file messages.InfoHash, seeder PID)
	Unpublish(file messages.InfoHash)
}

// Connector routes the packets of an owner to a path, and says what the socket and the path can carry.
type Connector interface {
	Sender

	// Connect delivers the packets Welcome, Availability, Refusal, ReceiptNoted, ProbeEcho and Unchoke from an owner,
	// and the *BlocksArrived of its streams, to a path. Disconnect ends that if the given path is still the connected
	// one.
	Connect(owner netip.AddrPort, path PID)
	Disconnect(owner netip.AddrPort, path PID)

	// ReceiveWindow returns how many bytes may be in flight from one owner. All connected owners share the socket's
	// receive buffer, which must not overflow.
	ReceiveWindow() int

	// BlockSizes returns two payloads of a datagram in bytes. base is what any path is assumed to carry. limit is the
	// largest that the settings allow and the first hop towards the owner carries; it is below base if that hop carries
	// less. Probes find out which size up to limit the whole path carries.
	BlockSizes(owner netip.AddrPort) (base, limit int)
}

// Opener prepares the network for the blocks of a chunk; a download uses it.
type Opener interface {
	// Open prepares the buffer of a chunk: until the stream is closed, blocks from the owner are written to the buffer.
	Open(spec StreamSpec) Stream
}

// ErrTooLarge means that a block does not fit into one datagram on the first hop to its receiver.
var ErrTooLarge = errors.New("the way to the receiver does not carry blocks of that size")

// Inbound is a packet that the socket received.
type Inbound struct {
	From   netip.AddrPort
	Packet messages.Packet
	Credit Credited // nil if the edge bounds nothing
}

// Release returns the credit that the edge lent for this message.
func (i *Inbound) Release() {
	if i.Credit != nil {
		i.Credit.Release()
	}
}

// TakeCredit returns the credit of this message, which the caller then has to release.
func (i *Inbound) TakeCredit() Credited {
	credit := i.Credit
	i.Credit = nil
	return credit
}

// StreamSpec says which bytes of a file an owner sends, and where they are put.
type StreamSpec struct {
	Owner     netip.AddrPort
	Range     messages.Range // of the file: a chunk
	BlockSize int            // bytes
	Buffer    Buffer         // at least Range.Length bytes
}

// Stream is a chunk in flight. Its blocks are numbered from the start of its range.
type Stream interface {
	ID() uint64
	Spec() StreamSpec
	// Received returns a copy of the set of blocks that are in the buffer.
	Received() messages.Bitfield
	// Forget marks count blocks from first on as missing, so that they can be received again.
	Forget(first, count int)
	// Close ends the stream. After it returns, nothing is written to the buffer. Closing twice is harmless.
	Close()
}

// BlocksArrived tells a path which blocks one batch of datagrams brought. Duplicates are only counted.
type BlocksArrived struct {
	At         time.Time // when the batch was read
	Runs       []Run
	Duplicates int    // blocks that had arrived before
	Mark       uint32 // of the last block that is new
}

// Run is the blocks of one span that arrived in one batch.
type Run struct {
	Stream uint64
	Span   uint32
	First  int    // number, within the stream, of the span's block 0
	Mask   uint64 // bit i: block First+i is new in the buffer
	Bytes  int    // payload
	Queue  uint8  // the owner's send queue, milliseconds
}

// Answer is blocks to send: one span of a request, as a seeder granted it.
type Answer struct {
	To        netip.AddrPort
	Source    Source
	Span      messages.Span
	BlockSize int
	Singly    bool   // each block leaves as a datagram of its own, without segmentation offload
	Mark      uint32 // each block carries it
	Queue     uint8  // delay in this node's send queue, milliseconds; each block tells the receiver
}

// Bytes returns how many bytes of payload the answer sends.
func (a Answer) Bytes() int { return a.Span.Payload(a.BlockSize) }

// Served reports that all answers of one call of Serve have left.
type Served struct {
	Bytes int // payload, without the answers that failed
}

// ServeFailed reports that an answer could not be read or sent.
type ServeFailed struct {
	Answer Answer
	Cause  error // ErrChanged if the file is no longer the torrent's, ErrTooLarge, or another one
}
