package seeder

import "swarm/messages"

// availability returns the packet that names the pieces of a set, from piece first on, as far as one datagram holds
// them.
func availability(file messages.File, have messages.Bitfield, first uint32) *messages.Availability {
	packet := &messages.Availability{InfoHash: file.InfoHash, Length: file.PaddedLength(),
		PieceLength: file.PieceLength,
		First:       first}
	if have.Full() {
		packet.Whole = true
		return packet
	}
	packet.Bits = have.Bytes(int(min(int64(first), int64(have.Len()))), messages.MaxAvailabilityBytes*8)
	return packet
}
