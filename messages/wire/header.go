package wire

import "encoding/binary"

// Version is the only version of the layout so far.
const Version = 1

// kind is the type of a datagram: its second byte.
type kind uint8

const (
	kindHello        kind = 1
	kindWelcome      kind = 2
	kindQuery        kind = 3
	kindAvailability kind = 4
	kindRequest      kind = 5
	kindRefusal      kind = 6
	kindReceipt      kind = 7
	kindReceiptNoted kind = 8
	kindProbe        kind = 9
	kindProbeEcho    kind = 10
	kindUnchoke      kind = 11
	kindBlock        kind = 16
)

const (
	// controlHeader is what stands before the body of a control packet, in bytes.
	controlHeader = 8
	ticketLength  = 16
	hashLength    = 32

	// MaxDatagram is the most that one IPv4 datagram carries: 65,535 bytes less the IP and UDP headers.
	MaxDatagram = 65507

	// TagLength is kept free behind a block's payload for an authentication tag (AES-GCM, RFC 5116).
	TagLength = 16
)

// checkEnvelope looks at what all datagrams have in common and gives the kind. The checksum comes last: what is cheap
// to see goes first.
func checkEnvelope(datagram []byte) (kind, error) {
	if len(datagram) < controlHeader {
		return 0, ErrShort
	}
	if datagram[0] != Version {
		return 0, ErrVersion
	}
	if binary.BigEndian.Uint32(datagram[4:]) != checksum(datagram) {
		return 0, ErrChecksum
	}
	return kind(datagram[1]), nil
}

// putControlHeader writes the header of a control packet; the checksum stays zero until seal.
func putControlHeader(dst []byte, k kind) {
	dst[0], dst[1] = Version, byte(k)
	clear(dst[2:controlHeader])
}
