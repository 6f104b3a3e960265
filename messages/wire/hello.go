package wire

import (
	"encoding/binary"

	"swarm/messages"
)

const (
	// WelcomeLength is the length of a Welcome, in bytes.
	WelcomeLength = controlHeader + 8 + ticketLength
)

func appendHello(dst []byte, p *messages.Hello) []byte {
	grown, packet := extend(dst, kindHello, messages.HelloLength)
	binary.BigEndian.PutUint64(packet[8:], p.Nonce)
	clear(packet[16:])
	seal(packet)
	return grown
}

func parseHello(body []byte) (messages.Packet, error) {
	if len(body) != messages.HelloLength-controlHeader {
		return nil, ErrLength
	}
	if !padding(body[8:]) {
		return nil, ErrReserved
	}
	return &messages.Hello{Nonce: binary.BigEndian.Uint64(body)}, nil
}

func appendWelcome(dst []byte, p *messages.Welcome) []byte {
	grown, packet := extend(dst, kindWelcome, WelcomeLength)
	binary.BigEndian.PutUint64(packet[8:], p.Nonce)
	copy(packet[16:], p.Ticket[:])
	seal(packet)
	return grown
}

func parseWelcome(body []byte) (messages.Packet, error) {
	if len(body) != WelcomeLength-controlHeader {
		return nil, ErrLength
	}
	return &messages.Welcome{
		Nonce:  binary.BigEndian.Uint64(body),
		Ticket: messages.Ticket(body[8:]),
	}, nil
}
