package wire

import (
	"encoding/binary"

	"swarm/messages"
)

// QueryLength is the length of a Query, in bytes.
const QueryLength = controlHeader + ticketLength + hashLength + 8 + 4

func appendQuery(dst []byte, p *messages.Query) ([]byte, error) {
	if err := checkFirst(p.First); err != nil {
		return dst, err
	}
	grown, packet := extend(dst, kindQuery, QueryLength)
	copy(packet[8:], p.Ticket[:])
	copy(packet[24:], p.InfoHash[:])
	binary.BigEndian.PutUint64(packet[56:], p.Nonce)
	binary.BigEndian.PutUint32(packet[64:], p.First)
	seal(packet)
	return grown, nil
}

func parseQuery(body []byte) (messages.Packet, error) {
	if len(body) != QueryLength-controlHeader {
		return nil, ErrLength
	}
	first := binary.BigEndian.Uint32(body[56:])
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	return &messages.Query{
		Ticket:   messages.Ticket(body),
		InfoHash: messages.InfoHash(body[16:]),
		Nonce:    binary.BigEndian.Uint64(body[48:]),
		First:    first,
	}, nil
}

// checkFirst checks that the pages of a bitfield begin at whole bytes.
func checkFirst(first uint32) error {
	if first%8 != 0 {
		return ErrFirst
	}
	return nil
}
