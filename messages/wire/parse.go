package wire

import (
	"encoding/binary"

	"swarm/messages"
)

// Parse parses a control packet. The packet shares no memory with the datagram. For a block it returns ErrType.
func Parse(datagram []byte) (messages.Packet, error) {
	if IsBlock(datagram) {
		return nil, ErrType
	}
	k, err := checkEnvelope(datagram)
	if err != nil {
		return nil, err
	}
	flags := binary.BigEndian.Uint16(datagram[2:])
	if flags != 0 && (k != kindRequest || flags&(1<<haveShift-1) > flagSingly) {
		return nil, ErrReserved
	}
	body := datagram[controlHeader:]
	switch k {
	case kindHello:
		return parseHello(body)
	case kindWelcome:
		return parseWelcome(body)
	case kindQuery:
		return parseQuery(body)
	case kindAvailability:
		return parseAvailability(body)
	case kindRequest:
		return parseRequest(body, flags)
	case kindRefusal:
		return parseRefusal(body)
	case kindReceipt:
		return parseReceipt(body)
	case kindReceiptNoted:
		return parseReceiptNoted(body)
	case kindProbe:
		return parseProbe(body)
	case kindProbeEcho:
		return parseProbeEcho(body)
	case kindUnchoke:
		return parseUnchoke(body)
	}
	return nil, ErrType
}
