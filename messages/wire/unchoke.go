package wire

import "swarm/messages"

// UnchokeLength is the length of an Unchoke, in bytes.
const UnchokeLength = controlHeader + hashLength

func appendUnchoke(dst []byte, p *messages.Unchoke) []byte {
	grown, packet := extend(dst, kindUnchoke, UnchokeLength)
	copy(packet[8:], p.InfoHash[:])
	seal(packet)
	return grown
}

func parseUnchoke(body []byte) (messages.Packet, error) {
	if len(body) != UnchokeLength-controlHeader {
		return nil, ErrLength
	}
	return &messages.Unchoke{InfoHash: messages.InfoHash(body)}, nil
}
