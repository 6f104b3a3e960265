package emulator

import (
	"encoding/binary"
	"net/netip"

	"swarm/messages/wire"
)

// Protocol numbers of IP (IANA).
const (
	TCP = 6
	UDP = 17
)

// Flow identifies the packets with the same ends and protocol.
type Flow struct {
	From, To netip.Addr
	Protocol uint8
}

// header parses an IPv4 packet. It returns the packet's flow and its number of payload bytes: for TCP everything after
// the header, for UDP the payload of a Swarm block. ok is false if it is not a complete IPv4 packet.
func header(packet []byte) (flow Flow, payload int, ok bool) {
	if len(packet) < 20 || packet[0]>>4 != 4 {
		return Flow{}, 0, false
	}
	length := int(packet[0]&0x0f) * 4
	if total := int(binary.BigEndian.Uint16(packet[2:])); length < 20 || total < length || total > len(packet) {
		return Flow{}, 0, false
	} else {
		packet = packet[:total]
	}
	flow = Flow{netip.AddrFrom4([4]byte(packet[12:16])), netip.AddrFrom4([4]byte(packet[16:20])), packet[9]}
	body := packet[length:]
	switch {
	case flow.Protocol == TCP && len(body) >= 20:
		payload = max(0, len(body)-int(body[12]>>4)*4)
	case flow.Protocol == UDP && len(body) > 8 && wire.IsBlock(body[8:]):
		payload = max(0, len(body)-8-wire.BlockHeaderLength)
	}
	return flow, payload, true
}
