package wire

import (
	"encoding/binary"
	"math"

	"swarm/messages"
)

const (
	// BlockHeaderLength is the length of the header before a block's payload, in bytes.
	BlockHeaderLength = 32

	// MaxBlockSize is the maximum payload of a block, in bytes. With header and tag it stays below MaxDatagram.
	MaxBlockSize = 65000
)

// IsBlock reports whether a datagram claims to be a block. ParseBlock checks the claim.
func IsBlock(datagram []byte) bool {
	return len(datagram) > 1 && kind(datagram[1]) == kindBlock
}

// PutBlockHeader writes h to the first BlockHeaderLength bytes of dst. The caller adds the payload and then calls
// SealBlock.
func PutBlockHeader(dst []byte, h messages.BlockHeader) {
	_ = dst[BlockHeaderLength-1] // This bounds check lets the compiler omit those below.
	dst[0], dst[1], dst[2], dst[3] = Version, byte(kindBlock), h.Index, h.Queue
	binary.BigEndian.PutUint32(dst[4:], 0)
	binary.BigEndian.PutUint64(dst[8:], h.Stream)
	binary.BigEndian.PutUint32(dst[16:], h.Span)
	binary.BigEndian.PutUint64(dst[20:], uint64(h.Offset))
	binary.BigEndian.PutUint32(dst[28:], h.Mark)
}

// SealBlock writes the checksum of a datagram that has its header and payload.
func SealBlock(datagram []byte) { seal(datagram) }

// ParseBlock parses a block. The payload is a subslice of the datagram.
func ParseBlock(datagram []byte) (messages.BlockHeader, []byte, error) {
	var h messages.BlockHeader
	if len(datagram) <= BlockHeaderLength {
		return h, nil, ErrShort
	}
	if len(datagram) > BlockHeaderLength+MaxBlockSize {
		return h, nil, ErrLength
	}
	k, err := checkEnvelope(datagram)
	if err != nil {
		return h, nil, err
	}
	if k != kindBlock {
		return h, nil, ErrType
	}
	payload := datagram[BlockHeaderLength:]
	offset := binary.BigEndian.Uint64(datagram[20:])
	if offset > math.MaxInt64-uint64(len(payload)) {
		return h, nil, ErrBlockOffset
	}
	h = messages.BlockHeader{
		Index:  datagram[2],
		Queue:  datagram[3],
		Stream: binary.BigEndian.Uint64(datagram[8:]),
		Span:   binary.BigEndian.Uint32(datagram[16:]),
		Offset: int64(offset),
		Mark:   binary.BigEndian.Uint32(datagram[28:]),
	}
	if h.Index >= messages.BlocksPerSpan {
		return messages.BlockHeader{}, nil, ErrIndex
	}
	return h, payload, nil
}
