package messages

// Sizes of headers and packets on the network, in bytes.
const (
	// IPv4Headers is the length of the headers before a datagram: IPv4 without options and UDP (RFC 791, RFC 768).
	IPv4Headers = 20 + 8

	// IPv6Headers is the length of the headers before a datagram: IPv6 without extensions and UDP (RFC 8200, RFC 768).
	IPv6Headers = 40 + 8

	// EthernetMTU is the longest IP packet that an ordinary Ethernet frame carries (RFC 894).
	EthernetMTU = 1500

	// EthernetSegment is the payload of a full TCP segment on Ethernet: EthernetMTU less 20 bytes of IPv4 header, 20 of
	// TCP header and 12 of timestamps (RFC 7323). Formulas for TCP's congestion control count in such segments.
	EthernetSegment = EthernetMTU - 20 - 20 - 12

	// HelloLength is the length of a Hello with its padding. QUIC pads its first packet to the same length, so that a
	// path which carries less is noticed at once (RFC 9000, section 8.1).
	HelloLength = 1200
)

// Sizes of blocks, in bytes.
const (
	// BlockPayload is the payload of a block on a path about which nothing is known yet. With BlockOverhead and
	// IPv6Headers it is 1,496 bytes, which fits EthernetMTU.
	BlockPayload = 1400

	// MinBlockSize is the least payload that blocks are requested with, except at the end of a piece. A block of that
	// size with its headers is the longest IPv4 packet that every host takes, 576 bytes (RFC 791, section 3.1). A path
	// is not used unless it carries a Hello, which is longer.
	MinBlockSize = 576 - IPv4Headers - BlockOverhead

	// BlockOverhead is the part of a block's datagram that is not payload: a header of 32 bytes, and 16 bytes that are
	// reserved for an authentication tag.
	BlockOverhead = 48
)
