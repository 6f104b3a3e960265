package wire

import (
	"encoding/binary"

	"swarm/messages"
)

const (
	// ReceiptLength is the length of a Receipt, in bytes.
	ReceiptLength = controlHeader + ticketLength + hashLength + 8 + 8 + 4

	// ReceiptNotedLength is the length of a ReceiptNoted, in bytes.
	ReceiptNotedLength = controlHeader + 8
)

func appendReceipt(dst []byte, p *messages.Receipt) ([]byte, error) {
	if p.Bytes < 0 {
		return dst, ErrReceiptBytes
	}
	grown, packet := extend(dst, kindReceipt, ReceiptLength)
	copy(packet[8:], p.Ticket[:])
	copy(packet[24:], p.InfoHash[:])
	binary.BigEndian.PutUint64(packet[56:], p.Stream)
	binary.BigEndian.PutUint64(packet[64:], uint64(p.Bytes))
	binary.BigEndian.PutUint32(packet[72:], p.Mark)
	seal(packet)
	return grown, nil
}

func parseReceipt(body []byte) (messages.Packet, error) {
	if len(body) != ReceiptLength-controlHeader {
		return nil, ErrLength
	}
	p := messages.Receipt{
		Ticket:   messages.Ticket(body),
		InfoHash: messages.InfoHash(body[16:]),
		Stream:   binary.BigEndian.Uint64(body[48:]),
		Bytes:    int64(binary.BigEndian.Uint64(body[56:])),
		Mark:     binary.BigEndian.Uint32(body[64:]),
	}
	if p.Bytes < 0 {
		return nil, ErrReceiptBytes
	}
	return &p, nil
}

func appendReceiptNoted(dst []byte, p *messages.ReceiptNoted) []byte {
	grown, packet := extend(dst, kindReceiptNoted, ReceiptNotedLength)
	binary.BigEndian.PutUint64(packet[8:], p.Stream)
	seal(packet)
	return grown
}

func parseReceiptNoted(body []byte) (messages.Packet, error) {
	if len(body) != ReceiptNotedLength-controlHeader {
		return nil, ErrLength
	}
	return &messages.ReceiptNoted{Stream: binary.BigEndian.Uint64(body)}, nil
}
