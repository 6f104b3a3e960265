package peerwire

import (
	"encoding/binary"
	"net/netip"

	"swarm/messages/bencode"
)

// MaxExchanged is the maximum number of peers that one message of ut_pex adds, and likewise drops: the limit of BEP 11.
// Of a longer message the rest is ignored.
const MaxExchanged = 50

// ExchangeFlags is what a peer says about another one (BEP 11).
type ExchangeFlags uint8

// The flags of BEP 11.
const (
	PrefersEncryption ExchangeFlags = 0x01
	UploadsOnly       ExchangeFlags = 0x02 // it has the whole torrent, or wants no more of it
	SupportsUTP       ExchangeFlags = 0x04
	SupportsHolepunch ExchangeFlags = 0x08
	AcceptsDials      ExchangeFlags = 0x10 // the sender of the message has connected to it
)

// ExchangedPeer is a peer that another one is connected to.
type ExchangedPeer struct {
	Addr  netip.AddrPort
	Flags ExchangeFlags
}

// Exchange is a message of ut_pex (BEP 11): peers that the sender has met and lost since its last one.
type Exchange struct {
	Added   []ExchangedPeer
	Dropped []netip.AddrPort
}

// Bytes of an address and a port.
const (
	compact4 = 4 + 2
	compact6 = 16 + 2
)

// AppendExchange appends a message of ut_pex as a frame. kind is the number that the peer listens on. Peers beyond
// MaxExchanged are left out.
func AppendExchange(to []byte, kind byte, e Exchange) []byte {
	var four, six, flags4, flags6, dropped4, dropped6 []byte
	for _, peer := range e.Added[:min(len(e.Added), MaxExchanged)] {
		if peer.Addr.Addr().Unmap().Is4() {
			four, flags4 = appendCompact(four, peer.Addr), append(flags4, byte(peer.Flags))
		} else {
			six, flags6 = appendCompact(six, peer.Addr), append(flags6, byte(peer.Flags))
		}
	}
	for _, addr := range e.Dropped[:min(len(e.Dropped), MaxExchanged)] {
		if addr.Addr().Unmap().Is4() {
			dropped4 = appendCompact(dropped4, addr)
		} else {
			dropped6 = appendCompact(dropped6, addr)
		}
	}
	body := []byte{'d'}
	for _, entry := range []struct {
		key   string
		value []byte
	}{{"added", four}, {"added.f", flags4}, {"added6", six}, {"added6.f", flags6}, {"dropped", dropped4},
		{"dropped6", dropped6}} {
		body = bencode.AppendText(bencode.AppendText(body, entry.key), entry.value)
	}
	return AppendMessage(to, Message{ID: Extended, Kind: kind, Body: append(body, 'e')})
}

func appendCompact(to []byte, addr netip.AddrPort) []byte {
	to = append(to, addr.Addr().Unmap().AsSlice()...)
	return binary.BigEndian.AppendUint16(to, addr.Port())
}

// ParseExchange parses the body of a message of ut_pex. Peers without a port are left out, because nobody can connect
// to them. Whether the addresses may be dialled is for the caller to decide.
func ParseExchange(body []byte) (Exchange, error) {
	var four, six, flags4, flags6, dropped4, dropped6 []byte
	targets := map[string]*[]byte{"added": &four, "added.f": &flags4, "added6": &six, "added6.f": &flags6,
		"dropped": &dropped4, "dropped6": &dropped6}
	r := bencode.NewReader(body, 0)
	err := r.Dictionary(func(key []byte) error {
		target := targets[string(key)]
		if target == nil {
			return r.Skip()
		}
		return text(r, func(value []byte) { *target = value })
	})
	if err != nil {
		return Exchange{}, err
	}
	var e Exchange
	for i, addr := range appendAddresses(nil, four, six) {
		if addr.Port() != 0 && len(e.Added) < MaxExchanged {
			e.Added = append(e.Added, ExchangedPeer{Addr: addr, Flags: flagsOf(i, len(four)/compact4, flags4, flags6)})
		}
	}
	for _, addr := range appendAddresses(nil, dropped4, dropped6) {
		if addr.Port() != 0 && len(e.Dropped) < MaxExchanged {
			e.Dropped = append(e.Dropped, addr)
		}
	}
	return e, nil
}

// flagsOf returns the flags of the peer with number i, of which the first fours have addresses of IPv4. A peer that the
// flags do not reach has none.
func flagsOf(i, fours int, flags4, flags6 []byte) ExchangeFlags {
	flags := flags4
	if i >= fours {
		i, flags = i-fours, flags6
	}
	if i >= len(flags) {
		return 0
	}
	return ExchangeFlags(flags[i])
}

// appendAddresses appends compact addresses. A part of an address at the end is ignored.
func appendAddresses(to []netip.AddrPort, four, six []byte) []netip.AddrPort {
	for ; len(four) >= compact4; four = four[compact4:] {
		to = append(to, netip.AddrPortFrom(netip.AddrFrom4([4]byte(four)), binary.BigEndian.Uint16(four[4:])))
	}
	for ; len(six) >= compact6; six = six[compact6:] {
		to = append(to, netip.AddrPortFrom(netip.AddrFrom16([16]byte(six)).Unmap(), binary.BigEndian.Uint16(six[16:])))
	}
	return to
}
