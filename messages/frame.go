package messages

import (
	"encoding/hex"
	"net/netip"
)

// Hash20 is the hash that names a swarm of BitTorrent peers: the SHA-1 of the info dictionary (BEP 3), or the first 20
// bytes of its SHA-256 (BEP 52). A hybrid torrent has both.
type Hash20 [20]byte

// String returns 40 lower-case hexadecimal digits.
func (h Hash20) String() string { return hex.EncodeToString(h[:]) }

// RequestSize is the length of the blocks that BitTorrent peers request, in bytes. Most refuse to send more at once.
const RequestSize = 16 << 10

// FrameKind is what a Frame says.
type FrameKind uint8

const (
	FrameChoke FrameKind = iota
	FrameUnchoke
	FrameInterested
	FrameNotInterested
	FrameHave     // Piece
	FrameHaves    // Have: all pieces that the peer has; it may come again (aria2 does so)
	FrameDontHave // Piece (BEP 54)
	FrameRequest  // Piece, Begin, Length
	FrameCancel   // Piece, Begin, Length
	FrameReject   // Piece, Begin, Length (BEP 6)
)

// Frame is a message of the BitTorrent wire, without payload (BEP 3, BEP 6).
type Frame struct {
	Kind   FrameKind
	Piece  int
	Begin  int // offset within the piece, bytes
	Length int // bytes
	Have   Bitfield
}

// StockPeer is what a BitTorrent peer says of itself when a connection begins.
type StockPeer struct {
	Addr     netip.AddrPort // of the connection
	ID       [20]byte
	Hash     Hash20 // the swarm
	Incoming bool   // the peer opened the connection
	Extended bool   // it speaks the extension protocol (BEP 10)
	Fast     bool   // it speaks the fast extension (BEP 6): each request is answered, with its block or a reject
}

// StockDetails is what a BitTorrent peer tells by the extension protocol (BEP 10). It may tell so again.
type StockDetails struct {
	Client     string         // name and version, cleaned for display
	Listen     netip.AddrPort // where it accepts connections; invalid if it did not say
	Requests   int            // how many requests it queues; 0 if it did not say
	UploadOnly bool           // it wants nothing (BEP 21)
}
