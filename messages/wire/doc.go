// Package wire encodes and decodes datagrams. It defines the byte layout, which this page describes, and makes every
// check that needs only the datagram. It sends nothing, remembers nothing, and neither keeps nor changes a datagram
// that it parses.
//
// # All datagrams
//
// Numbers are big endian. Each datagram begins with a version and a type. Bytes 4 to 7 hold a CRC-32C (Castagnoli, RFC
// 9260 appendix A) over the whole datagram, computed with these four bytes zero. A datagram with a flipped bit is
// therefore malformed, and a malformed datagram is treated as lost. Also malformed are datagrams of the wrong length,
// with a reserved bit set, or with padding that is not zero.
//
//	 0       1       2       3       4               8
//	+-------+-------+-------+-------+---------------+
//	|version| type  |  by type      |    CRC-32C    |
//	+-------+-------+-------+-------+---------------+
//
// The version is 3. Types 1 to 11 are control packets, and type 16 is a block. The high bit of the type (0x80) is
// reserved for encrypted datagrams, which end with a tag of TagLength bytes. A block of messages.BlockPayload bytes
// with its header and a tag fits the 1,452 bytes that an Ethernet frame leaves after the IPv6 and UDP headers, so that
// encryption will not change block sizes.
//
// # Block (16): a header of 32 bytes, then 1 to MaxBlockSize bytes of payload
//
//	 0 version  u8
//	 1 type     u8
//	 2 index    u8   number of the block within the span, 0 to 63
//	 3 queue    u8   length of the owner's send queue, milliseconds; 255 means 255 or more
//	 4 crc      u32
//	 8 stream   u64  id of the stream
//	16 span     u32  id of the span that requested the block
//	20 offset   u64  bytes from the start of the file; below 2^63
//	28 mark     u32  unguessable; the receiver's next Request or Receipt carries it
//	32 payload
//
// # Control packets: 8 bytes of header, with flags u16 in bytes 2 and 3, and a body
//
//	Hello (1)         nonce u64, zeros up to messages.HelloLength bytes in all
//	Welcome (2)       nonce u64, ticket 16
//	Query (3)         ticket 16, info-hash 32, nonce u64, first u32
//	Availability (4)  info-hash 32, nonce u64, length u64, piece length u64, first u32, whole u8 (0 or 1),
//	                  zero u8, count u16, count bytes of bits
//	Request (5)       ticket 16, info-hash 32, nonce u64, block size u16, count u16, mark u32,
//	                  count spans of 32 bytes:
//	                  stream u64, id u32, offset u64, length u32, mask u64; flag 1: send each block singly;
//	                  the first byte of the flags: the receiver's share of the file, in 1/255
//	Refusal (6)       info-hash 32, stream u64, nonce u64, reason u8
//	Receipt (7)       ticket 16, info-hash 32, stream u64, bytes u64, mark u32
//	ReceiptNoted (8)  stream u64
//	Probe (9)         ticket 16, nonce u64, length u16, zeros up to length bytes in all
//	ProbeEcho (10)    nonce u64, length u16, zeros up to length bytes in all
//	Unchoke (11)      info-hash 32, nonce u64
//
// Hello is padded because it comes from an address that has proved nothing: every reply to it is shorter. For the same
// reason a Refusal is shorter than each packet that it can answer, and a ProbeEcho is as long as its Probe. Flags that
// are not named must be zero.
//
// Each answer carries an unguessable value of its question: a Welcome and a ProbeEcho the nonce of the Hello or Probe,
// a ReceiptNoted the stream, a Refusal the stream or the nonce, and an Availability or an Unchoke the nonce of the last
// Query. A node drops an answer with a value that it did not send to that owner. Version 1 had no such value in a Query
// and its answers, so that one forged datagram could end a download.
//
// Each Request and Receipt carries the mark of the last block that came from the owner. It proves to the owner that its
// blocks arrive. An owner sends little to a receiver that does not prove it. A Request without spans only carries the
// mark. Version 2 had no marks, so that whoever had once got a ticket for an address could have megabytes sent there.
package wire
