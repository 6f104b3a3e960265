package wire

import "encoding/binary"

// Version is the version of the layout. Datagrams of any other version are malformed.
const Version = 3

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
	// controlHeader is the length of the header before the body of a control packet, in bytes.
	controlHeader = 8
	ticketLength  = 16
	hashLength    = 32

	// MaxDatagram is the maximum payload of an IPv4 datagram: 65,535 bytes minus the IP and UDP headers.
	MaxDatagram = 65507

	// TagLength is reserved after a block's payload for an authentication tag (AES-GCM, RFC 5116), in bytes.
	TagLength = 16
)

// checkEnvelope checks what all datagrams have in common and returns the kind. The checksum is last, because the other
// checks are cheaper.
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

// putControlHeader writes the header of a control packet with a checksum of zero, which seal replaces.
func putControlHeader(dst []byte, k kind) {
	dst[0], dst[1] = Version, byte(k)
	clear(dst[2:controlHeader])
}
