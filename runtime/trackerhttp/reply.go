package trackerhttp

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"swarm/messages"
)

type registeredBody struct {
	Node  *messages.NodeID `json:"node_id"`
	Token messages.Token   `json:"token"`
	Fresh bool             `json:"fresh"`
	Reach string           `json:"reach,omitempty"`
}

// nodeBody answers OWN and EXIT.
type nodeBody struct {
	Node *messages.NodeID `json:"node_id"`
}

type ownersBody struct {
	InfoHash hashText    `json:"info_hash"`
	Owners   []ownerBody `json:"owners"`
	Stock    []stockBody `json:"bittorrent,omitempty"`
	Unproven int         `json:"unproven,omitempty"`
	Distant  int         `json:"distant,omitempty"`
}

type stockBody struct {
	Addr  netip.AddrPort `json:"addr"`
	Hash  v1Text         `json:"hash"`
	Whole bool           `json:"whole"`
}

type ownerBody struct {
	Node            *messages.NodeID `json:"node_id"`
	Addr            netip.AddrPort   `json:"addr"`
	More            []netip.AddrPort `json:"more,omitempty"`
	UploadFrequency uint64           `json:"upload_frequency"`
	Whole           bool             `json:"whole"`
}

type updatedBody struct {
	Node            *messages.NodeID `json:"node_id"`
	UploadFrequency uint64           `json:"upload_frequency"`
}

// maxOwners is the most owners that a client takes from one answer; a tracker gives some ten.
const maxOwners = 1000

// decodeReply reads the answer to a request, and makes sure that it is one: a node acts on it without asking again.
// Keys that it does not know are those of a newer tracker.
func decodeReply(ask messages.Ask, body []byte) (any, error) {
	switch a := ask.(type) {
	case *messages.Register:
		var b registeredBody
		if err := decodeFor(a.Node, body, &b, &b.Node); err != nil {
			return nil, err
		}
		if b.Token == "" || len(b.Token) > tokenLimit {
			return nil, errors.New("token is missing, or too long")
		}
		return &messages.Registered{Node: a.Node, Token: b.Token, Fresh: b.Fresh, Reach: reachOf(b.Reach)}, nil
	case *messages.Own:
		var b nodeBody
		return &messages.Owned{Node: a.Node}, decodeFor(a.Node, body, &b, &b.Node)
	case *messages.Need:
		return decodeOwners(a, body)
	case *messages.Update:
		var b updatedBody
		if err := decodeFor(a.Node, body, &b, &b.Node); err != nil {
			return nil, err
		}
		return &messages.Updated{Node: a.Node, UploadFrequency: b.UploadFrequency}, nil
	case *messages.Exit:
		var b nodeBody
		return &messages.Exited{Node: a.Node}, decodeFor(a.Node, body, &b, &b.Node)
	}
	return nil, fmt.Errorf("there is no request %T", ask)
}

func decodeFor(node messages.NodeID, body []byte, into any, answered **messages.NodeID) error {
	if err := json.Unmarshal(body, into); err != nil {
		return err
	}
	if *answered == nil || **answered != node {
		return fmt.Errorf("node_id is not %v", node)
	}
	return nil
}

func decodeOwners(ask *messages.Need, body []byte) (any, error) {
	var b ownersBody
	if err := json.Unmarshal(body, &b); err != nil {
		return nil, err
	}
	if messages.InfoHash(b.InfoHash) != ask.InfoHash {
		return nil, errors.New("info_hash is not the one that was asked for")
	}
	if len(b.Owners) > maxOwners {
		return nil, fmt.Errorf("there are %d owners: %d is the most", len(b.Owners), maxOwners)
	}
	owners := make([]messages.Owner, len(b.Owners))
	for i, o := range b.Owners {
		switch {
		case o.Node == nil:
			return nil, fmt.Errorf("node_id of owner %d is missing", i+1)
		case nowhere(o.Addr):
			return nil, fmt.Errorf("addr %v of node %v is nowhere", o.Addr, *o.Node)
		case len(o.More) >= messages.MaxOwnerAddresses || slices.ContainsFunc(o.More, nowhere):
			return nil, fmt.Errorf("more addresses of node %v are too many, or nowhere: %v", *o.Node, o.More)
		}
		owners[i] = messages.Owner{Node: *o.Node, Addr: o.Addr, More: o.More, UploadFrequency: o.UploadFrequency,
			Whole: o.Whole}
	}
	stock, err := stockOwners(b.Stock)
	if err != nil {
		return nil, err
	}
	return &messages.Owners{InfoHash: ask.InfoHash, Owners: owners, Stock: stock, Unproven: max(b.Unproven, 0),
		Distant: max(b.Distant, 0)}, nil
}

// stockOwners checks BitTorrent peers. It returns nil if there are none.
func stockOwners(bodies []stockBody) ([]messages.StockOwner, error) {
	if len(bodies) > messages.MaxStockOwners {
		return nil, fmt.Errorf("there are %d BitTorrent peers: %d is the most", len(bodies), messages.MaxStockOwners)
	}
	var owners []messages.StockOwner
	for _, b := range bodies {
		if nowhere(b.Addr) {
			return nil, fmt.Errorf("addr %v of a BitTorrent peer is nowhere", b.Addr)
		}
		owners = append(owners, messages.StockOwner{Addr: b.Addr, Hash: messages.Hash20(b.Hash), Whole: b.Whole})
	}
	return owners, nil
}

// nowhere reports whether no node can be at an address.
func nowhere(addr netip.AddrPort) bool {
	ip := addr.Addr()
	return !addr.IsValid() || addr.Port() == 0 || ip.IsUnspecified() || ip.IsMulticast()
}

// reachOf parses what a tracker says of a node. A newer tracker may use other words.
func reachOf(text string) messages.Reach {
	for _, reach := range []messages.Reach{messages.ReachNone, messages.ReachLocal} {
		if text == reach.String() {
			return reach
		}
	}
	return messages.ReachUnknown
}
