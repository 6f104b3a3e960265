package wire

import (
	"slices"

	"swarm/messages"
)

// Append writes a control packet behind dst. It allocates only when dst has no room. A packet that Parse would not take
// is not written: the error says why, and dst is given back as it was.
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

// extend makes room for a packet of length bytes behind dst, writes its header and gives the grown slice and the packet.
func extend(dst []byte, k kind, length int) (grown, packet []byte) {
	start := len(dst)
	grown = slices.Grow(dst, length)[:start+length]
	packet = grown[start:]
	putControlHeader(packet, k)
	return grown, packet
}
