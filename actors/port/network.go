package port

import (
	"errors"
	"math/bits"
	"net/netip"
	"time"

	"swarm/messages"
)

// Network is a node's datagram socket.
//
// What reaches an actor from it was parsed and is well formed, and a Query, Request or Receipt comes from an address
// that has shown the ticket it was given: the edge answers Hello and Probe, and refuses stale tickets, by itself.
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

	// Serve reads blocks from their sources and sends them, in order. replyTo gets one *Served when all have left, and
	// before it a *ServeFailed for each answer that could not be read or sent.
	Serve(answers []Answer, replyTo PID)
}

// Publisher routes the packets of receivers to seeders; the peer uses it.
type Publisher interface {
	// Publish makes the packets Query, Request and Receipt for a file reach a seeder, as *Inbound; Unpublish ends that,
	// and such packets are then refused with RefusalNotServed, each stream of a Request by itself.
	Publish(file messages.InfoHash, seeder PID)
	Unpublish(file messages.InfoHash)
}

// Connector routes the packets of an owner to a path, and says what the socket and the path can carry.
type Connector interface {
	Sender

	// Connect makes the packets Welcome, Availability, Refusal, ReceiptNoted, ProbeEcho and Unchoke from an owner, and the *BlocksArrived of
	// its streams, reach a path. Disconnect ends that, if the path is still the one given.
	Connect(owner netip.AddrPort, path PID)
	Disconnect(owner netip.AddrPort, path PID)

	// ReceiveWindow is how many bytes may be in flight towards this node from one owner, so that the socket's buffer,
	// shared by all owners that are connected, does not overflow.
	ReceiveWindow() int

	// BlockSizes tells of payloads, in bytes: that which any path is taken to carry in one datagram, and the most that the
	// settings allow and the way out of this node towards the owner carries. Whether the rest of the way carries more than
	// base is not known; limit is below base where the way out carries less.
	BlockSizes(owner netip.AddrPort) (base, limit int)
}

// Opener prepares the network for the blocks of a chunk; a download uses it.
type Opener interface {
	// Open makes a place for the blocks of one chunk. Until it is closed, blocks from the owner land in the buffer.
	Open(spec StreamSpec) Stream
}

// ErrTooLarge: a block does not fit into one datagram on the way out to its receiver.
var ErrTooLarge = errors.New("the way to the receiver does not carry blocks of that size")

// Inbound is a packet that reached the socket.
type Inbound struct {
	From   netip.AddrPort
	Packet messages.Packet
	Credit Credited // nil when nothing is bounded
}

// Release gives back what the edge lent for this message.
func (i *Inbound) Release() {
	if i.Credit != nil {
		i.Credit.Release()
	}
}

// StreamSpec says which bytes of a file come from where, and into what.
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
	// Received gives a copy of the set of blocks that are in the buffer.
	Received() messages.Bitfield
	// Forget empties the places of count blocks from first on, so that they can come again.
	Forget(first, count int)
	// Close ends the stream. Once it has returned, nothing more is written to the buffer. To close twice is harmless.
	Close()
}

// BlocksArrived tells a path what one batch of datagrams brought; blocks that were there already are counted, not named.
type BlocksArrived struct {
	At         time.Time // when the batch was read
	Runs       []Run
	Duplicates int // blocks that came again
}

// Run is the blocks of one span that one batch brought.
type Run struct {
	Stream uint64
	Span   uint32
	First  int    // number, within the stream, of the span's block 0
	Mask   uint64 // bit i: block First+i is new in the buffer
	Bytes  int    // payload
	Queue  uint8  // the owner's send queue, milliseconds
}

// Answer is blocks to send: one span of a request that a seeder granted.
type Answer struct {
	To        netip.AddrPort
	Source    Source
	Span      messages.Span
	BlockSize int
	Singly    bool  // each block leaves by itself, without segmentation offload
	Queue     uint8 // milliseconds, told to the receiver
}

// Bytes is the payload that the answer sends.
func (a Answer) Bytes() int {
	blocks, mask := messages.Blocks(int64(a.Span.Length), a.BlockSize), a.Span.Mask
	if blocks < messages.BlocksPerSpan {
		mask &= 1<<blocks - 1
	}
	total := bits.OnesCount64(mask) * a.BlockSize
	if blocks > 0 && mask>>(blocks-1)&1 == 1 { // the last block may be shorter
		total -= blocks*a.BlockSize - int(a.Span.Length)
	}
	return total
}

// Served says that all answers of one call of Serve have left.
type Served struct {
	Bytes int // payload, without the answers that failed
}

// ServeFailed says that an answer could not be read from its source.
type ServeFailed struct {
	Answer Answer
	Cause  error // errors.Is ErrChanged when the file is not the torrent's any more, or ErrTooLarge
}
