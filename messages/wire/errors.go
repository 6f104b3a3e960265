package wire

import "errors"

// Errors for invalid datagrams, and for packets that cannot be encoded. They are fixed values, so that hostile
// datagrams cause no allocations.
var (
	ErrShort        = errors.New("wire: parse datagram: shorter than its header")
	ErrVersion      = errors.New("wire: parse datagram: unknown version")
	ErrType         = errors.New("wire: parse datagram: unknown type")
	ErrChecksum     = errors.New("wire: parse datagram: wrong checksum")
	ErrLength       = errors.New("wire: parse datagram: wrong length for its type")
	ErrReserved     = errors.New("wire: parse datagram: a reserved bit is set")
	ErrFirst        = errors.New("wire: check first piece: not a multiple of 8")
	ErrFile         = errors.New("wire: check file: impossible length or piece length")
	ErrBits         = errors.New("wire: check availability: bits do not fit the file")
	ErrBlockSize    = errors.New("wire: check block size: outside 1 to 65000")
	ErrSpanCount    = errors.New("wire: check request: no spans, or too many")
	ErrSpanOffset   = errors.New("wire: check span: offset outside any file")
	ErrSpanLength   = errors.New("wire: check span: length outside 1 to 64 blocks")
	ErrSpanMask     = errors.New("wire: check span: mask names no block, or one outside the span")
	ErrProbe        = errors.New("wire: check probe: outside 64 to 65507 bytes, or not the datagram's length")
	ErrReason       = errors.New("wire: check refusal: unknown reason")
	ErrReceiptBytes = errors.New("wire: check receipt: impossible number of bytes")
	ErrIndex        = errors.New("wire: check block: index above 63")
	ErrBlockOffset  = errors.New("wire: check block: offset outside any file")
	ErrNoPacket     = errors.New("wire: append packet: no such packet")
)
