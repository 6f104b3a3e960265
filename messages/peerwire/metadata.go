package peerwire

import (
	"errors"

	"swarm/messages/bencode"
)

// MetadataPiece is the length of a piece of an info dictionary, in bytes; the last one may be shorter (BEP 9).
const MetadataPiece = 16 << 10

// MetadataType is what a message about metadata says.
type MetadataType uint8

// The types of BEP 9.
const (
	MetadataRequest MetadataType = 0
	MetadataData    MetadataType = 1
	MetadataReject  MetadataType = 2
)

// Metadata is a message of ut_metadata (BEP 9).
type Metadata struct {
	Type  MetadataType
	Piece int
	Total int64  // of MetadataData: bytes of the info dictionary
	Data  []byte // of MetadataData
}

var errMetadata = errors.New("a message about metadata lacks its type or its piece")

// AppendMetadata appends a message of ut_metadata as a frame. kind is the number that the peer listens on.
func AppendMetadata(to []byte, kind byte, m Metadata) []byte {
	body := make([]byte, 0, 64+len(m.Data))
	body = append(body, 'd')
	body = bencode.AppendText(body, "msg_type")
	body = bencode.AppendInteger(body, int64(m.Type))
	body = bencode.AppendText(body, "piece")
	body = bencode.AppendInteger(body, int64(m.Piece))
	if m.Type == MetadataData {
		body = bencode.AppendText(body, "total_size")
		body = bencode.AppendInteger(body, m.Total)
	}
	body = append(body, 'e')
	body = append(body, m.Data...)
	return AppendMessage(to, Message{ID: Extended, Kind: kind, Body: body})
}

// ParseMetadata parses the body of a message of ut_metadata. A type that is unknown here is returned as it is: BEP 9
// has it ignored.
func ParseMetadata(body []byte) (Metadata, error) {
	kind, piece := int64(-1), int64(-1)
	var m Metadata
	r := bencode.NewReader(body, 0)
	err := r.Dictionary(func(key []byte) error {
		switch string(key) {
		case "msg_type":
			return number(r, func(n int64) { kind = n })
		case "piece":
			return number(r, func(n int64) { piece = n })
		case "total_size":
			return number(r, func(n int64) { m.Total = within(n, 0, 1<<40) })
		}
		return r.Skip()
	})
	if err != nil {
		return Metadata{}, err
	}
	if kind < 0 || kind > 255 || piece < 0 || piece > 1<<24 {
		return Metadata{}, errMetadata
	}
	m.Type, m.Piece = MetadataType(kind), int(piece)
	if m.Type == MetadataData {
		m.Data = body[r.Offset():]
	}
	return m, nil
}
