package wire

import (
	"bytes"

	"swarm/messages"
)

var (
	someTicket = messages.Ticket{0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
		0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf}
	someHash = messages.InfoHash(bytes.Repeat([]byte{0x5c}, 32))
)

// somePackets returns at least one valid packet of each type.
func somePackets() map[string]messages.Packet {
	return map[string]messages.Packet{
		"hello":   &messages.Hello{Nonce: 0x0102030405060708},
		"welcome": &messages.Welcome{Nonce: 0x0102030405060708, Ticket: someTicket},
		"query":   &messages.Query{Ticket: someTicket, InfoHash: someHash, Nonce: 0x2122232425262728, First: 8192},
		"availability whole": &messages.Availability{
			InfoHash: someHash, Nonce: 0x2122232425262728, Length: 5 << 30, PieceLength: 1 << 20, Whole: true},
		"availability part": &messages.Availability{
			InfoHash: someHash, Length: 21 << 20, PieceLength: 1 << 20, First: 8, Bits: []byte{0xff, 0xf8}},
		"availability of nothing": &messages.Availability{
			InfoHash: someHash, Length: 0, PieceLength: 1 << 14, Whole: true},
		"request": &messages.Request{Ticket: someTicket, InfoHash: someHash, Nonce: 0x2122232425262728,
			BlockSize: messages.BlockPayload, Mark: 0x31323334, Spans: []messages.Span{
				{Stream: 0x1112131415161718, ID: 7, Offset: 1 << 40, Length: 64 * messages.BlockPayload,
					Mask: ^uint64(0)},
				{Stream: 0x1112131415161718, ID: 8, Offset: 1<<40 + 64*messages.BlockPayload, Length: 1401, Mask: 2},
			}},
		"refusal": &messages.Refusal{InfoHash: someHash, Stream: 9, Reason: messages.RefusalBusy},
		"refusal of a query": &messages.Refusal{InfoHash: someHash, Nonce: 0x2122232425262728,
			Reason: messages.RefusalNotServed},
		"receipt": &messages.Receipt{Ticket: someTicket, InfoHash: someHash, Stream: 9, Bytes: 4 << 20,
			Mark: 0x31323334},
		"receipt noted": &messages.ReceiptNoted{Stream: 9},
		"request without spans": &messages.Request{Ticket: someTicket, InfoHash: someHash,
			BlockSize: messages.BlockPayload, Mark: 0x31323334, Spans: []messages.Span{}},
		"request singly": &messages.Request{Ticket: someTicket, InfoHash: someHash,
			BlockSize: 8192, Singly: true, Have: 200,
			Spans: []messages.Span{{Stream: 1, ID: 9, Length: 2 * 8192, Mask: 3}}},
		"probe":      &messages.Probe{Ticket: someTicket, Nonce: 0x0102030405060708, Length: 80},
		"probe echo": &messages.ProbeEcho{Nonce: 0x0102030405060708, Length: 80},
		"unchoke":    &messages.Unchoke{InfoHash: someHash, Nonce: 0x2122232425262728},
	}
}

var someHeader = messages.BlockHeader{
	Stream: 0x1112131415161718, Span: 7, Index: 63, Queue: 255, Offset: 1 << 40, Mark: 0xfffffffe,
}

// block returns the datagram of a block.
func block(h messages.BlockHeader, payload []byte) []byte {
	datagram := append(make([]byte, BlockHeaderLength), payload...)
	PutBlockHeader(datagram, h)
	SealBlock(datagram)
	return datagram
}

// resealed returns a copy of a datagram with one byte changed and the checksum corrected: what a hostile node that
// knows the layout can send.
func resealed(datagram []byte, at int, value byte) []byte {
	changed := bytes.Clone(datagram)
	changed[at] = value
	seal(changed)
	return changed
}
