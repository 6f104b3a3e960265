package messages

import "math/bits"

// Packet is the contents of a control datagram: *Hello, *Welcome, *Query, *Availability, *Request, *Refusal, *Receipt,
// *ReceiptNoted, *Probe, *ProbeEcho or *Unchoke. A block is not a Packet: see BlockHeader.
type Packet interface{ packet() }

// Ticket proves that a node receives what is sent to its address. An owner issues it in reply to Hello, and every later
// packet to that owner carries it. Without a valid ticket an address is never sent more than three times what it sent,
// so that owners cannot be used for reflection attacks (RFC 9000, section 8.1).
type Ticket [16]byte

// Hello asks an owner for a ticket. On the wire it is padded to HelloLength, so that the reply is not longer.
type Hello struct {
	Nonce uint64 // Welcome echoes it, which proves that the reply comes from the owner
}

// Welcome is the reply to Hello.
type Welcome struct {
	Nonce  uint64
	Ticket Ticket
}

// Query asks an owner which pieces of a file it has, starting with piece First.
type Query struct {
	Ticket   Ticket
	InfoHash InfoHash
	Nonce    uint64 // unguessable; proves that what carries it comes from the owner that was asked
	First    uint32 // a multiple of 8
}

// Availability is the reply to Query. An owner also sends it unasked, for a while, when what it has changes.
type Availability struct {
	InfoHash    InfoHash
	Nonce       uint64 // of the receiver's last Query
	Length      int64  // bytes of the whole file, as the owner knows it
	PieceLength int64  // bytes
	Whole       bool   // the owner has every piece, and Bits is empty
	First       uint32
	Bits        []byte // pieces from First on, packed as in BEP 3; at most MaxAvailabilityBytes
}

// MaxAvailabilityBytes limits an Availability to one datagram. 1,024 bytes cover 8,192 pieces.
const MaxAvailabilityBytes = 1024

// Request asks an owner for blocks. One without spans only confirms what has arrived.
type Request struct {
	Ticket    Ticket
	InfoHash  InfoHash
	Nonce     uint64 // of the last Query about the file: an Unchoke that follows a refusal carries it
	BlockSize uint16 // payload of a block, bytes
	Singly    bool   // send each block as its own datagram: trains of segmentation offload get lost on this path
	Have      Part   // how much of the file the receiver has; owners serve receivers that are far behind first
	Mark      uint32 // of the last block that came from the owner, of whatever file; 0: none came
	Spans     []Span // at most MaxSpans
}

// Part is a share of a file, in units of 1/255.
type Part uint8

// PartOf returns the share that a number of pieces has in all pieces of a file.
func PartOf(pieces, all int) Part { return Part(pieces * 255 / max(all, 1)) }

// MaxSpans limits a Request to one datagram on every path: it is shorter than a Hello.
const MaxSpans = 35

// Span is up to 64 consecutive blocks of a file. Mask selects the blocks that are requested.
type Span struct {
	Stream uint64 // the stream that the blocks are for; unguessable
	ID     uint32 // increases along a path, so that the order of arrival shows which spans were lost
	Offset int64  // offset of block 0 from the start of the file, bytes
	Length uint32 // length of all blocks of the span together, bytes; the last block may be shorter
	Mask   uint64 // bit i is set if block i is requested
}

// Payload returns how many bytes the blocks in the mask hold. Bits of the mask beyond the span's last block do not
// count.
func (s Span) Payload(blockSize int) int {
	blocks, mask := Blocks(int64(s.Length), blockSize), s.Mask
	if blocks < BlocksPerSpan {
		mask &= 1<<blocks - 1
	}
	total := bits.OnesCount64(mask) * blockSize
	if blocks > 0 && mask>>(blocks-1)&1 == 1 { // the last block may be shorter
		total -= blocks*blockSize - int(s.Length)
	}
	return total
}

// BlockHeader precedes the payload of a block.
type BlockHeader struct {
	Stream uint64
	Span   uint32 // the ID of the span that requested it
	Index  uint8  // number of the block within the span, 0 to 63
	Queue  uint8  // how long the owner's send queue is, milliseconds; 255 means 255 or more
	Offset int64  // bytes from the start of the file
	Mark   uint32 // unguessable; what the receiver sends next carries it, which confirms what was sent so far
}

// Refusal is the reply of an owner that does not serve a Query, a Request, a Receipt or a Probe. It carries an
// unguessable value of what it answers: whoever can forge only the owner's address cannot refuse in its name.
type Refusal struct {
	InfoHash InfoHash
	Stream   uint64 // of the Request or Receipt; 0 in reply to a Query or a Probe
	Nonce    uint64 // of the Query or Probe; 0 in reply to a Request or a Receipt
	Reason   RefusalReason
}

// RefusalReason says why an owner refused.
type RefusalReason uint8

const (
	RefusalNotServed   RefusalReason = 1 // the node does not serve this file
	RefusalNoPiece     RefusalReason = 2 // the node does not have the piece yet
	RefusalBusy        RefusalReason = 3 // all of the owner's slots are taken: ask again later, or ask another owner
	RefusalStaleTicket RefusalReason = 4 // the ticket is not valid: send Hello again
	RefusalChanged     RefusalReason = 5 // the owner's file no longer matches the torrent
	RefusalMalformed   RefusalReason = 6 // the request lies outside the file, or has a bad block size
	RefusalTooLarge    RefusalReason = 7 // the owner's MTU or settings do not allow blocks of this size
)

// String returns the reason in words.
func (r RefusalReason) String() string {
	switch r {
	case RefusalNotServed:
		return "does not serve the file"
	case RefusalNoPiece:
		return "does not have the piece"
	case RefusalBusy:
		return "is busy"
	case RefusalStaleTicket:
		return "does not accept the ticket"
	case RefusalChanged:
		return "has a file that changed since its torrent was made"
	case RefusalMalformed:
		return "found the request malformed"
	case RefusalTooLarge:
		return "cannot send blocks of that size"
	}
	return "gave an unknown reason"
}

// Receipt confirms to an owner that a chunk arrived and was verified. It is repeated until ReceiptNoted arrives.
type Receipt struct {
	Ticket   Ticket
	InfoHash InfoHash
	Stream   uint64 // identifies the chunk, so that a repeated receipt counts once
	Bytes    int64  // verified bytes
	Mark     uint32 // of the last block that came from the owner; 0: none came
}

// ReceiptNoted is the reply to Receipt.
type ReceiptNoted struct {
	Stream uint64
}

// Probe tests whether the path carries datagrams of a given length in both directions. It is padded to Length, and so
// is the ProbeEcho that answers it (RFC 8899, section 4.1).
type Probe struct {
	Ticket Ticket
	Nonce  uint64 // echoed by ProbeEcho
	Length uint16 // of the datagram, bytes; from MinProbe to the longest possible datagram
}

// ProbeEcho is the reply to Probe.
type ProbeEcho struct {
	Nonce  uint64
	Length uint16 // of the datagram, bytes; the same as the Probe's
}

// MinProbe is the minimum length of a Probe, in bytes. It is longer than the Refusal that may answer it.
const MinProbe = 64

// Unchoke tells a receiver that was refused as busy that a slot is free now. The slot is reserved for a short time. BEP
// 3 has a message with the same name and purpose.
type Unchoke struct {
	InfoHash InfoHash
	Nonce    uint64 // of the receiver's last Query
}

func (*Hello) packet()        {}
func (*Welcome) packet()      {}
func (*Query) packet()        {}
func (*Availability) packet() {}
func (*Request) packet()      {}
func (*Refusal) packet()      {}
func (*Receipt) packet()      {}
func (*ReceiptNoted) packet() {}
func (*Probe) packet()        {}
func (*ProbeEcho) packet()    {}
func (*Unchoke) packet()      {}
