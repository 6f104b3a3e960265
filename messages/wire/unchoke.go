package wire

import (
	"encoding/binary"

	"swarm/messages"
)

// UnchokeLength is the length of an Unchoke, in bytes.
const UnchokeLength = controlHeader + hashLength + 8

func appendUnchoke(dst []byte, p *messages.Unchoke) []byte {
	grown, packet := extend(dst, kindUnchoke, UnchokeLength)
	copy(packet[8:], p.InfoHash[:])
	binary.BigEndian.PutUint64(packet[40:], p.Nonce)
	seal(packet)
	return grown
}

func parseUnchoke(body []byte) (messages.Packet, error) {
	if len(body) != UnchokeLength-controlHeader {
		return nil, ErrLength
	}
	return &messages.Unchoke{InfoHash: messages.InfoHash(body), Nonce: binary.BigEndian.Uint64(body[32:])}, nil
}
