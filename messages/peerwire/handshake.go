package peerwire

import (
	"errors"

	"swarm/messages"
)

// HandshakeLength is the length of a handshake, in bytes.
const HandshakeLength = 1 + len(protocol) + 8 + 20 + 20

const protocol = "BitTorrent protocol"

// FirstByte begins each handshake. Any other byte begins an encrypted connection, or is no BitTorrent at all. An
// encrypted connection begins with it once in 256 times.
const FirstByte = byte(len(protocol))

// PrefixLength is the length of the part of a handshake that is always the same, in bytes.
const PrefixLength = 1 + len(protocol)

// IsPrefix reports whether bytes begin a handshake.
func IsPrefix(data []byte) bool {
	return len(data) >= PrefixLength && data[0] == FirstByte && string(data[1:PrefixLength]) == protocol
}

// Flags of a handshake: the byte of the eight, and the bit.
const (
	extendedByte, extendedBit = 5, 0x10 // BEP 10
	fastByte, fastBit         = 7, 0x04 // BEP 6
	v2Byte, v2Bit             = 7, 0x10 // BEP 52
)

// Handshake is the first thing that each side of a connection sends.
type Handshake struct {
	Hash     messages.Hash20
	ID       [20]byte // of the peer (BEP 20)
	Fast     bool     // it speaks the fast extension
	Extended bool     // it speaks the extension protocol
	V2       bool     // it knows version 2 of the torrent, too
}

// ErrNoHandshake means that what arrived is not BitTorrent.
var ErrNoHandshake = errors.New("what the peer sent is no BitTorrent handshake")

// AppendHandshake appends a handshake.
func AppendHandshake(to []byte, h Handshake) []byte {
	var flags [8]byte
	if h.Extended {
		flags[extendedByte] |= extendedBit
	}
	if h.Fast {
		flags[fastByte] |= fastBit
	}
	if h.V2 {
		flags[v2Byte] |= v2Bit
	}
	to = append(to, FirstByte)
	to = append(to, protocol...)
	to = append(to, flags[:]...)
	to = append(to, h.Hash[:]...)
	return append(to, h.ID[:]...)
}

// ParseHandshake parses the first HandshakeLength bytes of what a peer sent.
func ParseHandshake(data []byte) (Handshake, error) {
	if len(data) < HandshakeLength || !IsPrefix(data) {
		return Handshake{}, ErrNoHandshake
	}
	data = data[PrefixLength:]
	return Handshake{Extended: data[extendedByte]&extendedBit != 0, Fast: data[fastByte]&fastBit != 0,
		V2: data[v2Byte]&v2Bit != 0, Hash: messages.Hash20(data[8:28]), ID: [20]byte(data[28:48])}, nil
}
