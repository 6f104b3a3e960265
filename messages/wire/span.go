package wire

import (
	"encoding/binary"
	"math"

	"swarm/messages"
)

func putSpan(dst []byte, span messages.Span) {
	binary.BigEndian.PutUint64(dst, span.Stream)
	binary.BigEndian.PutUint32(dst[8:], span.ID)
	binary.BigEndian.PutUint64(dst[12:], uint64(span.Offset))
	binary.BigEndian.PutUint32(dst[20:], span.Length)
	binary.BigEndian.PutUint64(dst[24:], span.Mask)
}

func getSpan(src []byte) messages.Span {
	return messages.Span{
		Stream: binary.BigEndian.Uint64(src),
		ID:     binary.BigEndian.Uint32(src[8:]),
		Offset: int64(binary.BigEndian.Uint64(src[12:])),
		Length: binary.BigEndian.Uint32(src[20:]),
		Mask:   binary.BigEndian.Uint64(src[24:]),
	}
}

// CheckSpan checks that a span can be served with blocks of blockSize bytes. The span must lie between 0 and 2^63, be 1
// to 64 blocks long, and have a mask that names at least one of its blocks and no others.
func CheckSpan(span messages.Span, blockSize int) error {
	if blockSize <= 0 || blockSize > MaxBlockSize {
		return ErrBlockSize
	}
	if span.Length == 0 || int64(span.Length) > int64(messages.BlocksPerSpan)*int64(blockSize) {
		return ErrSpanLength
	}
	if span.Offset < 0 || span.Offset > math.MaxInt64-int64(span.Length) {
		return ErrSpanOffset
	}
	blocks := messages.Blocks(int64(span.Length), blockSize)
	existing := ^uint64(0) >> (messages.BlocksPerSpan - blocks)
	if span.Mask == 0 || span.Mask&^existing != 0 {
		return ErrSpanMask
	}
	return nil
}
