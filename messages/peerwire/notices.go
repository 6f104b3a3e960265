package peerwire

import "encoding/binary"

// AppendDontHave appends a message of lt_donthave (BEP 54) as a frame: this side has lost a piece. kind is the number
// that the peer listens on.
func AppendDontHave(to []byte, kind byte, piece uint32) []byte {
	var body [4]byte
	binary.BigEndian.PutUint32(body[:], piece)
	return AppendMessage(to, Message{ID: Extended, Kind: kind, Body: body[:]})
}

// ParseDontHave parses the body of a message of lt_donthave. It reports whether it has the form of one.
func ParseDontHave(body []byte) (piece uint32, ok bool) {
	if len(body) != 4 {
		return 0, false
	}
	return binary.BigEndian.Uint32(body), true
}

// AppendUploadOnly appends a message of upload_only (BEP 21) as a frame: from now on this side wants nothing, or wants
// pieces again. kind is the number that the peer listens on.
func AppendUploadOnly(to []byte, kind byte, uploadOnly bool) []byte {
	body := [1]byte{}
	if uploadOnly {
		body[0] = 1
	}
	return AppendMessage(to, Message{ID: Extended, Kind: kind, Body: body[:]})
}

// ParseUploadOnly parses the body of a message of upload_only. It reports whether it has the form of one.
func ParseUploadOnly(body []byte) (uploadOnly, ok bool) {
	if len(body) != 1 {
		return false, false
	}
	return body[0] != 0, true
}
