package peerwire

import (
	"net/netip"

	"swarm/messages/bencode"
)

// Numbers of extensions that this side listens on. The peer learns them from the extended handshake, whose own number
// is HandshakeKind.
const (
	HandshakeKind byte = 0
	MetadataKind  byte = 1
	DontHaveKind  byte = 2
)

// Names of extensions in the extended handshake.
const (
	metadataName = "ut_metadata"
	dontHaveName = "lt_donthave"
)

// maxClient bounds the name of a client, in bytes.
const maxClient = 64

// Introduction is an extended handshake (BEP 10). Numbers are 0 if the peer did not say them.
type Introduction struct {
	Client       string
	Port         uint16 // where it accepts connections
	Requests     int    // how many it queues
	MetadataSize int64  // bytes of the info dictionary
	Metadata     byte   // the number that the peer listens on for ut_metadata
	DontHave     byte   // likewise for lt_donthave
	UploadOnly   bool   // it wants nothing (BEP 21)
	YourIP       netip.Addr
}

// AppendIntroduction appends an extended handshake as a frame.
func AppendIntroduction(to []byte, i Introduction) []byte {
	body := make([]byte, 0, 192)
	body = append(body, 'd')
	body = bencode.AppendText(body, "m")
	body = append(body, 'd')
	if i.DontHave != 0 {
		body = bencode.AppendText(body, dontHaveName)
		body = bencode.AppendInteger(body, int64(i.DontHave))
	}
	if i.Metadata != 0 {
		body = bencode.AppendText(body, metadataName)
		body = bencode.AppendInteger(body, int64(i.Metadata))
	}
	body = append(body, 'e')
	if i.MetadataSize > 0 {
		body = bencode.AppendText(body, "metadata_size")
		body = bencode.AppendInteger(body, i.MetadataSize)
	}
	if i.Port != 0 {
		body = bencode.AppendText(body, "p")
		body = bencode.AppendInteger(body, int64(i.Port))
	}
	body = bencode.AppendText(body, "reqq")
	body = bencode.AppendInteger(body, int64(i.Requests))
	if i.UploadOnly {
		body = bencode.AppendText(body, "upload_only")
		body = bencode.AppendInteger(body, 1)
	}
	body = bencode.AppendText(body, "v")
	body = bencode.AppendText(body, i.Client)
	if i.YourIP.IsValid() {
		body = bencode.AppendText(body, "yourip")
		body = bencode.AppendText(body, i.YourIP.Unmap().AsSlice())
	}
	body = append(body, 'e')
	return AppendMessage(to, Message{ID: Extended, Kind: HandshakeKind, Body: body})
}

// ParseIntroduction parses the body of an extended handshake. Values of unknown keys, and of a wrong type, are ignored.
func ParseIntroduction(body []byte) (Introduction, error) {
	var i Introduction
	r := bencode.NewReader(body, 0)
	err := r.Dictionary(func(key []byte) error {
		switch string(key) {
		case "m":
			return i.extensions(r)
		case "v":
			return text(r, func(v []byte) { i.Client = string(v[:min(len(v), maxClient)]) })
		case "p":
			return number(r, func(p int64) { i.Port = uint16(within(p, 0, 1<<16-1)) })
		case "reqq":
			return number(r, func(n int64) { i.Requests = int(within(n, 0, 1<<16)) })
		case "metadata_size":
			return number(r, func(n int64) { i.MetadataSize = within(n, 0, 1<<40) })
		case "upload_only":
			return number(r, func(n int64) { i.UploadOnly = n == 1 })
		case "yourip":
			return text(r, func(ip []byte) { i.YourIP, _ = netip.AddrFromSlice(ip) })
		}
		return r.Skip()
	})
	return i, err
}

// extensions reads the numbers that the peer listens on.
func (i *Introduction) extensions(r *bencode.Reader) error {
	if r.Next() != 'd' {
		return r.Skip()
	}
	return r.Dictionary(func(name []byte) error {
		switch string(name) {
		case metadataName:
			return number(r, func(n int64) { i.Metadata = byte(within(n, 0, 255)) })
		case dontHaveName:
			return number(r, func(n int64) { i.DontHave = byte(within(n, 0, 255)) })
		}
		return r.Skip()
	})
}

// within returns a number if it is in a range, and 0 otherwise.
func within(n, low, high int64) int64 {
	if n < low || n > high {
		return 0
	}
	return n
}

// number reads a whole number, and skips a value of another kind.
func number(r *bencode.Reader, use func(int64)) error {
	if r.Next() != 'i' {
		return r.Skip()
	}
	n, err := r.Integer()
	if err == nil {
		use(n)
	}
	return err
}

// text reads a byte string, and skips a value of another kind.
func text(r *bencode.Reader, use func([]byte)) error {
	if b := r.Next(); b < '0' || b > '9' {
		return r.Skip()
	}
	t, err := r.Text()
	if err == nil {
		use(t)
	}
	return err
}
