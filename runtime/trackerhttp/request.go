package trackerhttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"

	"swarm/messages"
)

// identity is in every request.
type identity struct {
	Node  *messages.NodeID `json:"node_id"` // a pointer: 0 is a node too
	Token messages.Token   `json:"token,omitempty"`
}

type registerBody struct {
	identity
	Addr      netip.AddrPort   `json:"addr"`
	Addrs     []netip.AddrPort `json:"addrs,omitempty"`
	StockPort uint16           `json:"bittorrent_port,omitempty"`
}

type ownBody struct {
	identity
	Files holdingList `json:"files"`
}

type holdingBody struct {
	InfoHash hashText   `json:"info_hash"`
	Name     string     `json:"name"`
	Length   int64      `json:"length"`
	State    *stateText `json:"state"` // a pointer: left out, it would mean "none"
	V1       *v1Text    `json:"info_hash_v1,omitempty"`
}

// holdingList is decoded one element at a time and refused at the first element too many, so that decoding a body costs
// no more than messages.MaxHoldings holdings, whatever its length. The shortest element, {}, has two bytes, and a body
// of 2 MiB could have 700,000.
type holdingList []holdingBody

// UnmarshalJSON implements json.Unmarshaler.
func (l *holdingList) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return errors.New("files is not an array")
	}
	list := holdingList{}
	for decoder.More() {
		if len(list) == messages.MaxHoldings {
			return fmt.Errorf("files has more than %d elements: send the others with another OWN", messages.MaxHoldings)
		}
		var file holdingBody
		if err := decoder.Decode(&file); err != nil {
			return err
		}
		list = append(list, file)
	}
	*l = list
	return nil
}

type needBody struct {
	identity
	InfoHash hashText          `json:"info_hash"`
	V1       *v1Text           `json:"info_hash_v1,omitempty"`
	Want     int               `json:"want,omitempty"`
	Silent   []messages.NodeID `json:"silent,omitempty"`
}

type updateBody struct {
	identity
	Uploads uint64 `json:"uploads"`
}

type exitBody struct{ identity }

// asks is the memory for one request at a time, whatever its mode.
type asks struct {
	register messages.Register
	addrs    []netip.AddrPort // of the last register
	own      messages.Own     // its list keeps its capacity
	need     messages.Need
	update   messages.Update
	exit     messages.Exit
}

// mode is one of the five requests of a node.
type mode struct {
	mode    messages.Mode
	urlPath string
	limit   int // bytes of a body
	decode  func(body []byte) (messages.Ask, error)
}

const (
	// smallBody is several times what the longest request without a list takes.
	smallBody = 4 << 10
	// ownLimit is what messages.MaxHoldings files take whose names are 255 bytes, all of them escaped as \u00XX.
	ownLimit = 2 << 20
	// tokenLimit is generous: the tracker knows what a token looks like.
	tokenLimit = 128
)

// read returns the request of a body, of which it keeps nothing. The request may lie in the memory given.
func (m *mode) read(memory *asks, body []byte) (messages.Ask, error) {
	if ask, ok := quickRead(memory, m.mode, body); ok {
		return ask, nil
	}
	return m.decode(body)
}

var modes = map[string]*mode{
	"/register": {messages.ModeRegister, "/register", smallBody, decodeRegister},
	"/own":      {messages.ModeOwn, "/own", ownLimit, decodeOwn},
	"/need":     {messages.ModeNeed, "/need", smallBody, decodeNeed},
	"/update":   {messages.ModeUpdate, "/update", smallBody, decodeUpdate},
	"/exit":     {messages.ModeExit, "/exit", smallBody, decodeExit},
}

func decodeRegister(body []byte) (messages.Ask, error) {
	var b registerBody
	if err := decodeBody(body, &b, &b.identity); err != nil {
		return nil, err
	}
	if !b.Addr.IsValid() {
		return nil, errors.New("addr is missing: declare HOST:PORT, or 0.0.0.0:PORT for the host that asks")
	}
	if len(b.Addrs) > messages.MaxAddresses {
		return nil, fmt.Errorf("addrs has %d addresses: declare at most %d", len(b.Addrs), messages.MaxAddresses)
	}
	ask := &messages.Register{Node: *b.Node, Token: b.Token, Addr: b.Addr, StockPort: b.StockPort}
	if len(b.Addrs) > 0 {
		ask.Addrs = b.Addrs
	}
	return ask, nil
}

func decodeOwn(body []byte) (messages.Ask, error) {
	var b ownBody
	if err := decodeBody(body, &b, &b.identity); err != nil {
		return nil, err
	}
	ask := &messages.Own{Node: *b.Node, Token: b.Token, Holdings: make([]messages.Holding, len(b.Files))}
	for i, file := range b.Files {
		if file.State == nil {
			return nil, fmt.Errorf("state of file %d is missing", i+1)
		}
		ask.Holdings[i] = messages.Holding{
			InfoHash: messages.InfoHash(file.InfoHash), Name: file.Name, Length: file.Length,
			State: messages.HoldingState(*file.State),
		}
		if file.V1 != nil {
			ask.Holdings[i].V1 = messages.Hash20(*file.V1)
		}
	}
	return ask, nil
}

func decodeNeed(body []byte) (messages.Ask, error) {
	var b needBody
	if err := decodeBody(body, &b, &b.identity); err != nil {
		return nil, err
	}
	if b.InfoHash == (hashText{}) {
		return nil, errors.New("info_hash is missing")
	}
	if b.Want < 0 {
		return nil, errors.New("want is negative")
	}
	if len(b.Silent) > messages.MaxSilent {
		return nil, fmt.Errorf("silent names %d owners: name at most %d", len(b.Silent), messages.MaxSilent)
	}
	ask := &messages.Need{Node: *b.Node, Token: b.Token, InfoHash: messages.InfoHash(b.InfoHash), Want: b.Want}
	if len(b.Silent) > 0 {
		ask.Silent = b.Silent
	}
	if b.V1 != nil {
		ask.V1 = messages.Hash20(*b.V1)
	}
	return ask, nil
}

func decodeUpdate(body []byte) (messages.Ask, error) {
	var b updateBody
	if err := decodeBody(body, &b, &b.identity); err != nil {
		return nil, err
	}
	return &messages.Update{Node: *b.Node, Token: b.Token, Uploads: b.Uploads}, nil
}

func decodeExit(body []byte) (messages.Ask, error) {
	var b exitBody
	if err := decodeBody(body, &b, &b.identity); err != nil {
		return nil, err
	}
	return &messages.Exit{Node: *b.Node, Token: b.Token}, nil
}

// decodeBody reads one JSON object, without keys that the request does not have: a key that is spelled wrong would
// otherwise be taken for one that was left out.
func decodeBody(body []byte, into any, id *identity) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		if err == io.EOF {
			return errors.New("the body is empty: it must be a JSON object")
		}
		return fmt.Errorf("the body is not what it must be: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("there is more behind the JSON object")
	}
	if id.Node == nil {
		return errors.New("node_id is missing")
	}
	if len(id.Token) > tokenLimit {
		return errors.New("the token is too long")
	}
	return nil
}

// encodeAsk returns the URL path and the body of a request.
func encodeAsk(ask messages.Ask) (urlPath string, body []byte, err error) {
	var value any
	node := ask.From()
	switch a := ask.(type) {
	case *messages.Register:
		urlPath, value = "/register", registerBody{identity{&node, a.Token}, a.Addr, a.Addrs, a.StockPort}
	case *messages.Own:
		files := make([]holdingBody, len(a.Holdings))
		for i, h := range a.Holdings {
			state := stateText(h.State)
			files[i] = holdingBody{hashText(h.InfoHash), h.Name, h.Length, &state, v1TextOf(h.V1)}
		}
		urlPath, value = "/own", ownBody{identity{&node, a.Token}, files}
	case *messages.Need:
		urlPath, value = "/need", needBody{identity{&node, a.Token}, hashText(a.InfoHash), v1TextOf(a.V1), a.Want,
			a.Silent}
	case *messages.Update:
		urlPath, value = "/update", updateBody{identity{&node, a.Token}, a.Uploads}
	case *messages.Exit:
		urlPath, value = "/exit", exitBody{identity{&node, a.Token}}
	default:
		return "", nil, fmt.Errorf("there is no request %T", ask)
	}
	body, err = json.Marshal(value)
	return urlPath, body, err
}
