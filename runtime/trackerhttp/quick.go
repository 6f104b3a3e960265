package trackerhttp

import (
	"encoding/hex"
	"net/netip"
	"unicode/utf8"

	"swarm/messages"
)

// quick reads the JSON that nodes send, without encoding/json. It knows objects with the keys of the five requests,
// once each, whole numbers that are not negative, and strings without escapes. At anything else it gives up, and
// encoding/json reads the body, or says what is wrong with it: what quick takes, encoding/json takes in the same way
// (FuzzQuick).
type quick struct {
	text   []byte
	at     int
	failed bool // it gave up
}

// quickRead reads a body into memory that is used again. It returns false when it gave up.
func quickRead(into *asks, kind messages.Mode, body []byte) (messages.Ask, bool) {
	q := &quick{text: body}
	r := request{files: into.own.Holdings[:0], addrs: into.addrs[:0]}
	q.object(&r.seen, func(key []byte) bit { return q.field(&r, key) })
	q.space()
	if q.failed || q.at != len(body) || r.seen&hasNode == 0 || len(r.token) > tokenLimit {
		return nil, false
	}
	if r.seen&^(hasNode|hasToken|fieldsOf[kind]) != 0 {
		return nil, false
	}
	token := messages.Token(r.token)
	switch kind {
	case messages.ModeRegister:
		addr, err := netip.ParseAddrPort(string(r.addr))
		into.register = messages.Register{Node: r.node, Token: token, Addr: addr}
		if into.addrs = r.addrs; len(r.addrs) > 0 {
			into.register.Addrs = r.addrs
		}
		return &into.register, err == nil
	case messages.ModeOwn:
		if r.files == nil {
			r.files = []messages.Holding{}
		}
		into.own = messages.Own{Node: r.node, Token: token, Holdings: r.files}
		return &into.own, true
	case messages.ModeNeed:
		into.need = messages.Need{Node: r.node, Token: token, InfoHash: r.hash, Want: r.want, Silent: r.silent}
		return &into.need, r.seen&hasHash != 0
	case messages.ModeUpdate:
		into.update = messages.Update{Node: r.node, Token: token, Uploads: r.uploads}
		return &into.update, true
	case messages.ModeExit:
		into.exit = messages.Exit{Node: r.node, Token: token}
		return &into.exit, true
	}
	return nil, false
}

// request is what the keys of all requests hold.
type request struct {
	node    messages.NodeID
	token   []byte
	addr    []byte
	addrs   []netip.AddrPort
	hash    messages.InfoHash
	want    int
	silent  []messages.NodeID // nil if there are none
	uploads uint64
	files   []messages.Holding
	seen    bit
}

// bit marks a key that was seen.
type bit uint16

const (
	hasNode bit = 1 << iota
	hasToken
	hasAddr
	hasFiles
	hasHash
	hasWant
	hasUploads
	hasSilent
	hasName
	hasLength
	hasState
	hasAddrs
)

// fieldsOf says which keys a request has beside those of all.
var fieldsOf = [...]bit{
	messages.ModeRegister: hasAddr | hasAddrs, messages.ModeOwn: hasFiles,
	messages.ModeNeed:   hasHash | hasWant | hasSilent,
	messages.ModeUpdate: hasUploads, messages.ModeExit: 0,
}

func (q *quick) field(r *request, key []byte) bit {
	switch string(key) {
	case "node_id":
		r.node = messages.NodeID(q.number(1<<32 - 1))
		return hasNode
	case "token":
		r.token = q.string()
		return hasToken
	case "addr":
		r.addr = q.string()
		return hasAddr
	case "addrs":
		q.array(func() {
			addr, err := netip.ParseAddrPort(string(q.string()))
			q.failed = q.failed || err != nil || len(r.addrs) == messages.MaxAddresses
			r.addrs = append(r.addrs, addr)
		})
		return hasAddrs
	case "info_hash":
		r.hash = q.hash()
		return hasHash
	case "want":
		r.want = int(q.number(1<<31 - 1))
		return hasWant
	case "silent":
		q.array(func() {
			q.failed = q.failed || len(r.silent) == messages.MaxSilent // encoding/json says what is wrong
			r.silent = append(r.silent, messages.NodeID(q.number(1<<32-1)))
		})
		return hasSilent
	case "uploads":
		r.uploads = q.number(1<<64 - 1)
		return hasUploads
	case "files":
		q.array(func() {
			q.failed = q.failed || len(r.files) == messages.MaxHoldings // encoding/json says what is wrong
			r.files = append(r.files, q.holding())
		})
		return hasFiles
	}
	return 0
}

func (q *quick) holding() messages.Holding {
	var h messages.Holding
	var seen bit
	q.object(&seen, func(key []byte) bit {
		switch string(key) {
		case "info_hash":
			h.InfoHash = q.hash()
			return hasHash
		case "name":
			h.Name = string(q.string())
			return hasName
		case "length":
			h.Length = int64(q.number(1<<63 - 1))
			return hasLength
		case "state":
			h.State = q.state()
			return hasState
		}
		return 0
	})
	if seen&hasState == 0 {
		q.failed = true
	}
	return h
}

func (q *quick) hash() messages.InfoHash {
	var hash messages.InfoHash
	text := q.string()
	if len(text) != 64 && len(text) != 40 {
		q.failed = true
		return hash
	}
	if _, err := hex.Decode(hash[:], text); err != nil || hash == (messages.InfoHash{}) {
		q.failed = true
	}
	return hash
}

func (q *quick) state() messages.HoldingState {
	switch string(q.string()) {
	case "none":
		return messages.HoldingNone
	case "part":
		return messages.HoldingPart
	case "whole":
		return messages.HoldingWhole
	}
	q.failed = true
	return 0
}

// object reads {"key":value, …}. field reads the value of a key and says which one it was; 0 means that it does not
// know the key.
func (q *quick) object(seen *bit, field func(key []byte) bit) {
	q.expect('{')
	if q.next('}') {
		return
	}
	for !q.failed {
		key := q.string()
		q.expect(':')
		this := field(key)
		if this == 0 || *seen&this != 0 {
			q.failed = true
		}
		*seen |= this
		if q.next('}') {
			return
		}
		q.expect(',')
	}
}

// array reads [element, …].
func (q *quick) array(element func()) {
	q.expect('[')
	if q.next(']') {
		return
	}
	for !q.failed {
		element()
		if q.next(']') {
			return
		}
		q.expect(',')
	}
}

// string reads a string. It returns a part of the body.
func (q *quick) string() []byte {
	q.expect('"')
	start, ascii := q.at, true
	for ; q.at < len(q.text); q.at++ {
		switch c := q.text[q.at]; {
		case c == '"':
			text := q.text[start:q.at]
			q.at++
			q.failed = q.failed || !ascii && !utf8.Valid(text)
			return text
		case c < ' ' || c == '\\':
			q.failed = true
			return nil
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	q.failed = true
	return nil
}

// number reads a whole number up to a limit.
func (q *quick) number(limit uint64) uint64 {
	q.space()
	start, n := q.at, uint64(0)
	for ; q.at < len(q.text) && '0' <= q.text[q.at] && q.text[q.at] <= '9'; q.at++ {
		digit := uint64(q.text[q.at] - '0')
		if n > (limit-digit)/10 {
			q.failed = true
			return 0
		}
		n = 10*n + digit
	}
	if q.at == start || q.text[start] == '0' && q.at > start+1 {
		q.failed = true
	}
	return n // a fraction or an exponent behind it is not what follows a number here
}

// next reads c, if it comes next.
func (q *quick) next(c byte) bool {
	q.space()
	if q.at == len(q.text) || q.text[q.at] != c {
		return false
	}
	q.at++
	return true
}

func (q *quick) expect(c byte) { q.failed = !q.next(c) || q.failed }

func (q *quick) space() {
	for q.at < len(q.text) {
		switch q.text[q.at] {
		case ' ', '\t', '\n', '\r':
			q.at++
		default:
			return
		}
	}
}
