package world

import (
	"fmt"

	"swarm/messages"
	"swarm/messages/wire"
)

// wireSize returns how many bytes a control packet takes on a link, with all headers. The real codec measures it, so
// that a packet which the real network would refuse to send is refused here too.
func (n *Network) wireSize(packet messages.Packet) (int64, error) {
	datagram, err := wire.Append(n.scratch[:0], packet)
	if err != nil {
		return 0, fmt.Errorf("world: send a %T: %w", packet, err)
	}
	n.scratch = datagram
	return messages.IPv4Headers + int64(len(datagram)), nil
}

// blockWireSize returns how many bytes a block takes on a link, with all headers.
func blockWireSize(payload int) int64 {
	return messages.IPv4Headers + wire.BlockHeaderLength + int64(payload)
}
