package seeder

import "swarm/messages"

// availability says what is here of a file, from piece first on, as far as one datagram holds.
func availability(file messages.File, have messages.Bitfield, first uint32) *messages.Availability {
	told := &messages.Availability{InfoHash: file.InfoHash, Length: file.Length, PieceLength: file.PieceLength, First: first}
	if have.Full() {
		told.Whole = true
		return told
	}
	told.Bits = have.Bytes(int(min(int64(first), int64(have.Len()))), messages.MaxAvailabilityBytes*8)
	return told
}
