package messages

// Packet is what one control datagram says: *Hello, *Welcome, *Query, *Availability, *Request, *Refusal, *Receipt,
// *ReceiptNoted, *Probe, *ProbeEcho or *Unchoke. Blocks carry payload and have their own road: BlockHeader.
type Packet interface{ packet() }

// Ticket is what an owner gives to an address that said Hello; every later packet to that owner carries it, so that
// nothing larger than three times a request goes to an address that never answered (RFC 9000, section 8.1).
type Ticket [16]byte

// Hello asks an owner for a ticket. On the wire it is padded so that its answer is not larger.
type Hello struct {
	Nonce uint64 // echoed by Welcome: an answer from elsewhere does not know it
}

// Welcome answers Hello.
type Welcome struct {
	Nonce  uint64
	Ticket Ticket
}

// Query asks what an owner has of a file, from piece First on.
type Query struct {
	Ticket   Ticket
	InfoHash InfoHash
	First    uint32 // a multiple of 8
}

// Availability answers Query.
type Availability struct {
	InfoHash    InfoHash
	Length      int64 // bytes of the whole file, as the owner knows it
	PieceLength int64 // bytes
	Whole       bool  // the owner has every piece; Bits is empty then
	First       uint32
	Bits        []byte // pieces from First on, packed as BEP 3 does; at most MaxAvailabilityBytes
}

// MaxAvailabilityBytes keeps an Availability inside one datagram: 1,024 bytes name 8,192 pieces.
const MaxAvailabilityBytes = 1024

// Request asks an owner for blocks.
type Request struct {
	Ticket    Ticket
	InfoHash  InfoHash
	BlockSize uint16 // payload of a block, bytes
	Singly    bool   // each block is to leave by itself, without segmentation offload: batches are lost on the way
	Have      Part   // of the file, that the asker has: who is far behind is served before others
	Spans     []Span // at most MaxSpans
}

// Part is a share of a file, in 255ths.
type Part uint8

// PartOf gives the share that some of a file's pieces are.
func PartOf(pieces, all int) Part { return Part(pieces * 255 / max(all, 1)) }

// MaxSpans keeps a Request inside one datagram on every path: it is shorter than a Hello.
const MaxSpans = 35

// Span is up to 64 consecutive blocks of a file, of which Mask names the wanted ones.
type Span struct {
	Stream uint64 // the chunk in flight that it is for; unguessable
	ID     uint32 // counts up along a path, so that the order of answers shows what was lost
	Offset int64  // bytes from the start of the file to block 0
	Length uint32 // bytes of all the span's blocks; the last one may be shorter
	Mask   uint64 // bit i: block i is wanted
}

// BlockHeader stands before the payload of a block.
type BlockHeader struct {
	Stream uint64
	Span   uint32 // the ID of the span it answers
	Index  uint8  // which block of the span, 0 to 63
	Queue  uint8  // how long the owner's own send queue is, milliseconds; 255 is "255 or more"
	Offset int64  // bytes from the start of the file
	SentAt uint32 // the owner's clock, microseconds, wrapping
}

// Refusal answers a Query or a Request that an owner will not serve.
type Refusal struct {
	InfoHash InfoHash
	Stream   uint64 // 0 when it answers a Query
	Reason   RefusalReason
}

// RefusalReason is why an owner refused.
type RefusalReason uint8

const (
	RefusalNotServed   RefusalReason = 1 // the node does not serve this file
	RefusalNoPiece     RefusalReason = 2 // it has no such piece yet
	RefusalBusy        RefusalReason = 3 // too much is asked of it: ask again later, or elsewhere
	RefusalStaleTicket RefusalReason = 4 // say Hello again
	RefusalChanged     RefusalReason = 5 // the file on its disk is not the torrent's any more
	RefusalMalformed   RefusalReason = 6 // the request makes no sense: outside the file, or a bad block size
	RefusalTooLarge    RefusalReason = 7 // blocks of that size do not fit the way out of the owner
)

// String gives the reason in words.
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

// Receipt tells an owner that a chunk it sent arrived and was verified. It is repeated until ReceiptNoted comes.
type Receipt struct {
	Ticket   Ticket
	InfoHash InfoHash
	Stream   uint64 // names the chunk, so that a repeated receipt counts once
	Bytes    int64  // verified bytes
}

// ReceiptNoted answers Receipt.
type ReceiptNoted struct {
	Stream uint64
}

// Probe asks whether the path carries datagrams of its own length, in both directions: it is padded to Length, and so is
// the ProbeEcho that answers it (RFC 8899, section 4.1).
type Probe struct {
	Ticket Ticket
	Nonce  uint64 // echoed by ProbeEcho
	Length uint16 // of the datagram, bytes; MinProbe to the most that a datagram holds
}

// ProbeEcho answers Probe.
type ProbeEcho struct {
	Nonce  uint64
	Length uint16 // of the datagram, bytes: the Probe's
}

// MinProbe is the least length of a Probe, in bytes: longer than the Refusal that may answer it.
const MinProbe = 64

// Unchoke tells somebody whom an owner refused as busy that there is a place now, which is kept for a moment (BEP 3 has a
// message of that name and purpose).
type Unchoke struct {
	InfoHash InfoHash
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
