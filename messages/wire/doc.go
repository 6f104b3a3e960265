// Package wire is the datagram codec: it turns packets and block headers into bytes and back. It owns the byte layout,
// which is this page, and every check that a datagram alone can fail. It never sends, never remembers, and never keeps or
// changes a datagram that it was given to parse.
//
// # Every datagram
//
// Numbers are big endian. Each datagram begins with its version and its type, and has in bytes 4 to 7 a CRC-32C
// (Castagnoli, RFC 9260 appendix A) over the whole datagram, taken with those four bytes zero. A flipped bit therefore
// makes a datagram malformed, and a malformed datagram is the same as a lost one. Lengths are exact: a byte too many or
// too few is malformed too, and so is a reserved bit that is set, or padding that is not zero.
//
//	 0       1       2       3       4               8
//	+-------+-------+-------+-------+---------------+
//	|version| type  |  by type      |    CRC-32C    |
//	+-------+-------+-------+-------+---------------+
//
// The version is 1. Types 1 to 10 are control packets and 16 is a block. The high bit of the type (0x80) is kept for
// encrypted forms, which append a tag of TagLength bytes: a block of messages.BlockPayload bytes fits with it into the
// 1,452 bytes that an Ethernet MTU of 1,500 leaves under IPv6 and UDP headers, so no size changes when encryption comes.
//
// # Block (16): a header of 32 bytes, and 1 to MaxBlockSize bytes of payload behind it
//
//	 0 version  u8
//	 1 type     u8
//	 2 index    u8   which block of the span, 0 to 63
//	 3 queue    u8   the owner's send queue, milliseconds; 255 is "255 or more"
//	 4 crc      u32
//	 8 stream   u64  the chunk in flight
//	16 span     u32  the id of the span that it answers
//	20 offset   u64  bytes from the start of the file; below 2^63
//	28 sent     u32  the owner's clock, microseconds, wrapping
//	32 payload
//
// # Control packets: 8 bytes of header, with flags u16 in bytes 2 and 3, and a body
//
//	Hello (1)         nonce u64, zeros up to messages.HelloLength bytes in all
//	Welcome (2)       nonce u64, ticket 16
//	Query (3)         ticket 16, info-hash 32, first u32
//	Availability (4)  info-hash 32, length u64, piece length u64, first u32, whole u8 (0 or 1), zero u8, count u16,
//	                  count bytes of bits
//	Request (5)       ticket 16, info-hash 32, block size u16, count u16, count spans of 32 bytes:
//	                  stream u64, id u32, offset u64, length u32, mask u64; flag 1: the blocks are to leave singly;
//	                  the first byte of the flags is what the asker has of the file, in 255ths
//	Refusal (6)       info-hash 32, stream u64, reason u8
//	Receipt (7)       ticket 16, info-hash 32, stream u64, bytes u64
//	ReceiptNoted (8)  stream u64
//	Probe (9)         ticket 16, nonce u64, length u16, zeros up to length bytes in all
//	ProbeEcho (10)    nonce u64, length u16, zeros up to length bytes in all
//	Unchoke (11)      info-hash 32
//
// Hello is padded because it comes from an address that has proved nothing: whatever answers it is smaller. Refusal is
// smaller than each packet that it can answer, for the same reason. A ProbeEcho is as long as its Probe, no longer. Flags
// are zero where none is named.
package wire
