package tracker

import (
	"net/netip"
	"time"

	"swarm/messages"
)

// stockPeer is a BitTorrent peer of one swarm, as it announced itself. It has no lease of its own: peers are kept in
// the order of their last announces, so that those that are silent for too long are always the first.
type stockPeer struct {
	swarm   *swarm
	addr    netip.AddrPort // TCP
	id      messages.PeerID
	key     uint32
	crowd   *crowd
	slot    int32 // index in the crowd's slots
	heard   time.Time
	network *peerNetwork
	partial bool // it is not whole, and wants no more (BEP 21)

	older, newer *stockPeer // in the order of announces
}

// stockKey identifies a stock peer. A client that announces from several addresses is several peers, because others may
// reach it at one of them only.
type stockKey struct {
	hash messages.Hash20
	ip   [16]byte
	port uint32 // 32 bits leave no gap in the struct, so that it is hashed at once
}

func stockKeyOf(hash messages.Hash20, addr netip.AddrPort) stockKey {
	return stockKey{hash: hash, ip: addr.Addr().As16(), port: uint32(addr.Port())}
}

// sameClient reports whether an announce comes from the client that announced the peer before.
func (p *stockPeer) sameClient(a *messages.Announce) bool {
	return p.id == a.Peer || p.key != 0 && p.key == a.Key
}

// ages holds stock peers in the order of their last announces.
type ages struct {
	oldest, newest *stockPeer
}

// append adds a peer that has just announced itself.
func (a *ages) append(p *stockPeer) {
	p.older, p.newer = a.newest, nil
	if a.newest != nil {
		a.newest.newer = p
	} else {
		a.oldest = p
	}
	a.newest = p
}

// remove removes a peer.
func (a *ages) remove(p *stockPeer) {
	if p.older != nil {
		p.older.newer = p.newer
	} else {
		a.oldest = p.newer
	}
	if p.newer != nil {
		p.newer.older = p.older
	} else {
		a.newest = p.older
	}
	p.older, p.newer = nil, nil
}
