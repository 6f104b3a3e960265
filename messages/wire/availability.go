package wire

import (
	"encoding/binary"
	"math"

	"swarm/messages"
)

// availabilityHeader is the length of everything before the bits of an Availability, in bytes.
const availabilityHeader = controlHeader + hashLength + 8 + 8 + 8 + 4 + 4

func appendAvailability(dst []byte, p *messages.Availability) ([]byte, error) {
	if err := checkAvailability(p); err != nil {
		return dst, err
	}
	grown, packet := extend(dst, kindAvailability, availabilityHeader+len(p.Bits))
	copy(packet[8:], p.InfoHash[:])
	binary.BigEndian.PutUint64(packet[40:], p.Nonce)
	binary.BigEndian.PutUint64(packet[48:], uint64(p.Length))
	binary.BigEndian.PutUint64(packet[56:], uint64(p.PieceLength))
	binary.BigEndian.PutUint32(packet[64:], p.First)
	packet[68], packet[69] = 0, 0
	if p.Whole {
		packet[68] = 1
	}
	binary.BigEndian.PutUint16(packet[70:], uint16(len(p.Bits)))
	copy(packet[availabilityHeader:], p.Bits)
	seal(packet)
	return grown, nil
}

func parseAvailability(body []byte) (messages.Packet, error) {
	const header = availabilityHeader - controlHeader
	if len(body) < header {
		return nil, ErrLength
	}
	count := int(binary.BigEndian.Uint16(body[62:]))
	if count > messages.MaxAvailabilityBytes || len(body) != header+count {
		return nil, ErrLength
	}
	if body[60] > 1 || body[61] != 0 {
		return nil, ErrReserved
	}
	p := messages.Availability{
		InfoHash:    messages.InfoHash(body),
		Nonce:       binary.BigEndian.Uint64(body[32:]),
		Length:      int64(binary.BigEndian.Uint64(body[40:])),
		PieceLength: int64(binary.BigEndian.Uint64(body[48:])),
		First:       binary.BigEndian.Uint32(body[56:]),
		Whole:       body[60] == 1,
		Bits:        body[header:],
	}
	if err := checkAvailability(&p); err != nil {
		return nil, err
	}
	// Allocate memory only for a packet that passed every check.
	kept := p
	kept.Bits = append([]byte(nil), p.Bits...)
	return &kept, nil
}

// checkAvailability checks that the bits name pieces of the file and nothing else. A reply that begins at a piece of
// the file must contain at least one byte of bits, so that whoever asks for page after page reaches the end.
func checkAvailability(p *messages.Availability) error {
	if err := checkFirst(p.First); err != nil {
		return err
	}
	if p.Length < 0 || p.PieceLength <= 0 || p.Length > math.MaxInt64-p.PieceLength {
		return ErrFile
	}
	if p.Whole {
		if len(p.Bits) != 0 {
			return ErrBits
		}
		return nil
	}
	left := max((p.Length+p.PieceLength-1)/p.PieceLength-int64(p.First), 0) // number of pieces from p.First on
	tooLong := len(p.Bits) > messages.MaxAvailabilityBytes || int64(len(p.Bits)) > (left+7)/8
	if tooLong || left > 0 && len(p.Bits) == 0 {
		return ErrBits
	}
	if spare := int64(len(p.Bits))*8 - left; spare > 0 && p.Bits[len(p.Bits)-1]<<(8-spare) != 0 {
		return ErrBits
	}
	return nil
}
