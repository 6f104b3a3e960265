package wire

import (
	"encoding/binary"

	"swarm/messages"
)

// RefusalLength is the length of a Refusal, in bytes. It is less than the length of a Query, a Request, a Receipt or
// a Probe.
const RefusalLength = controlHeader + hashLength + 8 + 8 + 1

func appendRefusal(dst []byte, p *messages.Refusal) ([]byte, error) {
	if err := checkReason(p.Reason); err != nil {
		return dst, err
	}
	grown, packet := extend(dst, kindRefusal, RefusalLength)
	copy(packet[8:], p.InfoHash[:])
	binary.BigEndian.PutUint64(packet[40:], p.Stream)
	binary.BigEndian.PutUint64(packet[48:], p.Nonce)
	packet[56] = byte(p.Reason)
	seal(packet)
	return grown, nil
}

func parseRefusal(body []byte) (messages.Packet, error) {
	if len(body) != RefusalLength-controlHeader {
		return nil, ErrLength
	}
	reason := messages.RefusalReason(body[48])
	if err := checkReason(reason); err != nil {
		return nil, err
	}
	return &messages.Refusal{
		InfoHash: messages.InfoHash(body),
		Stream:   binary.BigEndian.Uint64(body[32:]),
		Nonce:    binary.BigEndian.Uint64(body[40:]),
		Reason:   reason,
	}, nil
}

func checkReason(reason messages.RefusalReason) error {
	if reason < messages.RefusalNotServed || reason > messages.RefusalTooLarge {
		return ErrReason
	}
	return nil
}
