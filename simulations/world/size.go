package world

import (
	"fmt"

	"swarm/messages"
	"swarm/messages/wire"
)

// Sizes of what stands around payload, in bytes. TestBlockHeaderIsTheWires compares the second with the codec.
const (
	underHeaders = 28 // IPv4 without options, and UDP (RFC 791, RFC 768)
	blockHeader  = 32
)

// wireSize is what a control packet takes of a link, with the headers under it. The real codec measures it, so that a
// packet which the real network would refuse to send is refused here too.
func (n *Network) wireSize(packet messages.Packet) (int64, error) {
	datagram, err := wire.Append(n.scratch[:0], packet)
	if err != nil {
		return 0, fmt.Errorf("world: send a %T: %w", packet, err)
	}
	n.scratch = datagram
	return underHeaders + int64(len(datagram)), nil
}

// blockWireSize is what a block takes of a link.
func blockWireSize(payload int) int64 { return underHeaders + blockHeader + int64(payload) }
