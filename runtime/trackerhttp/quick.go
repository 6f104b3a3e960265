package trackerhttp

import (
	"encoding/hex"
	"net/netip"

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
		into.register = messages.Register{Node: r.node, Token: token, Addr: addr, StockPort: r.stockPort}
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
		into.need = messages.Need{Node: r.node, Token: token, InfoHash: r.hash, V1: r.v1, Want: r.want,
			Silent: r.silent}
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
	node      messages.NodeID
	token     []byte
	addr      []byte
	addrs     []netip.AddrPort
	hash      messages.InfoHash
	v1        messages.Hash20
	want      int
	silent    []messages.NodeID // nil if there are none
	stockPort uint16
	uploads   uint64
	files     []messages.Holding
	seen      bit
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
	hasWire
	hasV1
)

// fieldsOf says which keys a request has beside those of all.
var fieldsOf = [...]bit{
	messages.ModeRegister: hasAddr | hasAddrs | hasWire, messages.ModeOwn: hasFiles,
	messages.ModeNeed:   hasHash | hasV1 | hasWant | hasSilent,
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
	case "bittorrent_port":
		r.stockPort = uint16(q.number(1<<16 - 1))
		return hasWire
	case "info_hash":
		r.hash = q.hash()
		return hasHash
	case "info_hash_v1":
		r.v1 = q.hashV1()
		return hasV1
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
		case "info_hash_v1":
			h.V1 = q.hashV1()
			return hasV1
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

func (q *quick) hashV1() messages.Hash20 {
	var hash messages.Hash20
	text := q.string()
	if len(text) != 2*len(hash) {
		q.failed = true
		return hash
	}
	if _, err := hex.Decode(hash[:], text); err != nil {
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
