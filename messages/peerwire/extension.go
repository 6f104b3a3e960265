package peerwire

import (
	"net/netip"

	"swarm/messages/bencode"
)

// Numbers of extensions that this side listens on. The peer learns them from the extended handshake, whose own number
// is HandshakeKind.
const (
	HandshakeKind  byte = 0
	MetadataKind   byte = 1
	DontHaveKind   byte = 2
	ExchangeKind   byte = 3
	UploadOnlyKind byte = 4
)

// Names of extensions in the extended handshake.
const (
	metadataName   = "ut_metadata"
	dontHaveName   = "lt_donthave"
	exchangeName   = "ut_pex"
	uploadOnlyName = "upload_only"
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
	Exchange     byte   // likewise for ut_pex
	UploadOnlyOn byte   // likewise for upload_only, which tells that UploadOnly has changed
	UploadOnly   bool   // it wants nothing (BEP 21)
	YourIP       netip.Addr
	IPv4, IPv6   netip.Addr // addresses of the peer beside that of the connection
}

// numberOf returns where the number of an extension is, or nil if the extension is unknown here.
func (i *Introduction) numberOf(name string) *byte {
	switch name {
	case metadataName:
		return &i.Metadata
	case dontHaveName:
		return &i.DontHave
	case exchangeName:
		return &i.Exchange
	case uploadOnlyName:
		return &i.UploadOnlyOn
	}
	return nil
}

// AppendIntroduction appends an extended handshake as a frame.
func AppendIntroduction(to []byte, i Introduction) []byte {
	body := make([]byte, 0, 192)
	body = append(body, 'd')
	body = appendAddr(body, "ipv4", i.IPv4)
	body = appendAddr(body, "ipv6", i.IPv6)
	body = bencode.AppendText(body, "m")
	body = append(body, 'd')
	for _, name := range [...]string{dontHaveName, uploadOnlyName, metadataName, exchangeName} {
		if number := *i.numberOf(name); number != 0 {
			body = bencode.AppendInteger(bencode.AppendText(body, name), int64(number))
		}
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
	body = appendAddr(body, "yourip", i.YourIP)
	body = append(body, 'e')
	return AppendMessage(to, Message{ID: Extended, Kind: HandshakeKind, Body: body})
}

// appendAddr appends a key and an address, if it is valid.
func appendAddr(body []byte, key string, addr netip.Addr) []byte {
	if !addr.IsValid() {
		return body
	}
	return bencode.AppendText(bencode.AppendText(body, key), addr.Unmap().AsSlice())
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
		case "ipv4":
			return text(r, func(ip []byte) { i.IPv4 = addrOf(ip, 4) })
		case "ipv6":
			return text(r, func(ip []byte) { i.IPv6 = addrOf(ip, 16) })
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
		if own := i.numberOf(string(name)); own != nil {
			return number(r, func(n int64) { *own = byte(within(n, 0, 255)) })
		}
		return r.Skip()
	})
}

// addrOf returns an address of so many bytes, or an invalid one.
func addrOf(ip []byte, length int) netip.Addr {
	if len(ip) != length {
		return netip.Addr{}
	}
	addr, _ := netip.AddrFromSlice(ip)
	return addr
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
