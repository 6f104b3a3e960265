package wire

import (
	"slices"

	"swarm/messages"
)

// Append appends the datagram of a control packet to dst. It allocates only if dst has too little capacity. If Parse
// would reject the packet, Append returns dst unchanged and an error.
func Append(dst []byte, packet messages.Packet) ([]byte, error) {
	switch p := packet.(type) {
	case *messages.Hello:
		return appendHello(dst, p), nil
	case *messages.Welcome:
		return appendWelcome(dst, p), nil
	case *messages.Query:
		return appendQuery(dst, p)
	case *messages.Availability:
		return appendAvailability(dst, p)
	case *messages.Request:
		return appendRequest(dst, p)
	case *messages.Refusal:
		return appendRefusal(dst, p)
	case *messages.Receipt:
		return appendReceipt(dst, p)
	case *messages.ReceiptNoted:
		return appendReceiptNoted(dst, p), nil
	case *messages.Probe:
		return appendProbe(dst, p)
	case *messages.ProbeEcho:
		return appendProbeEcho(dst, p)
	case *messages.Unchoke:
		return appendUnchoke(dst, p), nil
	}
	return dst, ErrNoPacket
}

// extend appends length bytes to dst and writes the header of a packet to them. It returns the extended slice and the
// packet.
func extend(dst []byte, k kind, length int) (grown, packet []byte) {
	start := len(dst)
	grown = slices.Grow(dst, length)[:start+length]
	packet = grown[start:]
	putControlHeader(packet, k)
	return grown, packet
}
