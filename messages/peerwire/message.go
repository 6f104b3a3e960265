package peerwire

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"swarm/messages"
)

// ID is the kind of a frame.
type ID uint8

// The kinds of frames.
const (
	Choke         ID = 0
	Unchoke       ID = 1
	Interested    ID = 2
	NotInterested ID = 3
	Have          ID = 4
	Bitfield      ID = 5
	Request       ID = 6
	Piece         ID = 7
	Cancel        ID = 8
	DHTPort       ID = 9 // of a node of the DHT, which this side does not have
	Suggest       ID = 13
	HaveAll       ID = 14
	HaveNone      ID = 15
	Reject        ID = 16
	AllowedFast   ID = 17
	Extended      ID = 20
	HashRequest   ID = 21 // and the next two: see messages.HashRange
	Hashes        ID = 22
	HashReject    ID = 23
	KeepAlive     ID = 255 // has no number on the wire
)

const (
	// MaxBody bounds the body of a frame of a kind that has no bound of its own: extensions, and kinds that are unknown
	// here. The longest useful one is a piece of metadata, 16 KiB and a short dictionary. libtorrent closes at 17 KiB.
	MaxBody = 64 << 10
	// MaxBlock bounds the block of a piece frame. Nobody sends more than was requested, which is 16 KiB.
	MaxBlock = messages.RequestSize

	lengthBytes = 4
	// PieceHeader is the length of a piece frame before its block, with its length.
	PieceHeader = lengthBytes + 1 + 4 + 4
)

// Message is one frame.
type Message struct {
	ID     ID
	Piece  uint32
	Begin  uint32 // offset within the piece, bytes
	Length uint32 // bytes; of a Piece: the block, which follows
	Kind   byte   // of an Extended: the extension
	Body   []byte // of every other frame; of an Extended: what follows Kind
}

// FrameError says why a frame was refused. The connection cannot go on, because nobody knows where the next one begins.
type FrameError struct {
	ID     ID
	Length uint32 // of the frame without its length field, bytes
}

func (e *FrameError) Error() string {
	return fmt.Sprintf("the peer sent a frame of kind %d with %d bytes, which is not possible", e.ID, e.Length)
}

// Next parses the first frame of data. pieces is the number of pieces of the torrent. It returns how many bytes the
// frame takes, or 0 if more of it must arrive. Of a Piece it takes the header only: Length bytes of the block follow.
func Next(data []byte, pieces int) (Message, int, error) {
	if len(data) < lengthBytes {
		return Message{}, 0, nil
	}
	length := binary.BigEndian.Uint32(data)
	if length == 0 {
		return Message{ID: KeepAlive}, lengthBytes, nil
	}
	if len(data) <= lengthBytes {
		return Message{}, 0, nil
	}
	id := ID(data[lengthBytes])
	if !possible(id, length-1, pieces) {
		return Message{}, 0, &FrameError{ID: id, Length: length}
	}
	if id == Piece {
		return pieceHeader(data, length)
	}
	end := lengthBytes + int(length)
	if len(data) < end {
		return Message{}, 0, nil
	}
	return parse(id, data[lengthBytes+1:end]), end, nil
}

// possible reports whether a frame may have a body of so many bytes.
func possible(id ID, body uint32, pieces int) bool {
	switch id {
	case Choke, Unchoke, Interested, NotInterested, HaveAll, HaveNone:
		return body == 0
	case Have, Suggest, AllowedFast:
		return body == 4
	case Request, Cancel, Reject:
		return body == 12
	case Bitfield:
		return int64(body) == (int64(pieces)+7)/8
	case Piece:
		return body >= 8 && body <= 8+MaxBlock
	case Extended:
		return body >= 1 && body <= MaxBody
	case DHTPort:
		return body == 2
	case HashRequest, HashReject:
		return body == hashRangeBytes
	case Hashes:
		return body > hashRangeBytes && (body-hashRangeBytes)%sha256.Size == 0 &&
			body <= hashRangeBytes+(MaxHashes+maxUncles)*sha256.Size
	case KeepAlive:
		return false
	}
	return body <= MaxBody
}

func pieceHeader(data []byte, length uint32) (Message, int, error) {
	if len(data) < PieceHeader {
		return Message{}, 0, nil
	}
	return Message{ID: Piece, Piece: binary.BigEndian.Uint32(data[5:]), Begin: binary.BigEndian.Uint32(data[9:]),
		Length: length - 9}, PieceHeader, nil
}

func parse(id ID, body []byte) Message {
	m := Message{ID: id}
	switch id {
	case Choke, Unchoke, Interested, NotInterested, HaveAll, HaveNone:
	case Have, Suggest, AllowedFast:
		m.Piece = binary.BigEndian.Uint32(body)
	case Request, Cancel, Reject:
		m.Piece, m.Begin, m.Length = binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:]),
			binary.BigEndian.Uint32(body[8:])
	case Extended:
		m.Kind, m.Body = body[0], body[1:]
	default:
		m.Body = body
	}
	return m
}

// AppendMessage appends a frame. Of a Piece it appends the header only.
func AppendMessage(to []byte, m Message) []byte {
	if m.ID == KeepAlive {
		return append(to, 0, 0, 0, 0)
	}
	start := len(to)
	to = append(to, 0, 0, 0, 0, byte(m.ID))
	block := uint32(0)
	switch m.ID {
	case Have, Suggest, AllowedFast:
		to = binary.BigEndian.AppendUint32(to, m.Piece)
	case Request, Cancel, Reject:
		to = binary.BigEndian.AppendUint32(to, m.Piece)
		to = binary.BigEndian.AppendUint32(to, m.Begin)
		to = binary.BigEndian.AppendUint32(to, m.Length)
	case Piece:
		to = binary.BigEndian.AppendUint32(to, m.Piece)
		to = binary.BigEndian.AppendUint32(to, m.Begin)
		block = m.Length
	case Extended:
		to = append(to, m.Kind)
		to = append(to, m.Body...)
	default:
		to = append(to, m.Body...)
	}
	binary.BigEndian.PutUint32(to[start:], uint32(len(to)-start-lengthBytes)+block)
	return to
}
