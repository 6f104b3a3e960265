package announce

import (
	"encoding/binary"
	"errors"
	"math"
	"net/netip"
	"time"

	"swarm/messages"
)

const (
	replyHead      = 8
	announcedBytes = 20 // without peers
	scrapedBytes   = 12 // for each hash

	// peerBytes and peer6Bytes are the lengths of a peer in a list: an address of 4 or 16 bytes, and a port.
	peerBytes  = 6
	peer6Bytes = 18

	// maxDatagram6Peers is how many IPv6 peers one datagram has: 1,388 bytes fit a path with an MTU of 1,500. IPv4
	// needs no such limit: messages.MaxAnnounced peers take 1,220 bytes.
	maxDatagram6Peers = 76
)

// AppendConnected appends a tracker's answer to a connect. It is as long as the request.
func AppendConnected(out []byte, transaction uint32, connection uint64) []byte {
	return binary.BigEndian.AppendUint64(appendHead(out, ActionConnect, transaction), connection)
}

// AppendAnnounced appends a tracker's answer to an announce over IPv4 or IPv6, with the peers of that family.
func AppendAnnounced(out []byte, transaction uint32, a *messages.Announced, ipv6 bool) []byte {
	out = appendHead(out, ActionAnnounce, transaction)
	for _, n := range [...]int{int(a.Interval / time.Second), a.Others, a.Seeds} {
		out = appendCount(out, n)
	}
	if ipv6 {
		return appendPeers6(out, a.Peers, maxDatagram6Peers)
	}
	return appendPeers4(out, a.Peers)
}

// AppendScraped appends a tracker's answer to a scrape. The answers are in the order of the request's hashes.
func AppendScraped(out []byte, transaction uint32, scraped []messages.Scraped) []byte {
	out = appendHead(out, ActionScrape, transaction)
	for i := range scraped {
		s := &scraped[i]
		out = appendCount(appendCount(appendCount(out, s.Seeds), s.Downloads), s.Others)
	}
	return out
}

// AppendFailed appends a tracker's answer to a request that it rejects.
func AppendFailed(out []byte, transaction uint32, reason string) []byte {
	return append(appendHead(out, ActionFailed, transaction), reason...)
}

func appendCount(out []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(out, uint32(max(0, min(n, math.MaxUint32))))
}

// appendPeers4 appends the IPv4 peers of a list.
func appendPeers4(out []byte, peers []netip.AddrPort) []byte {
	for _, peer := range peers {
		if ip := peer.Addr(); ip.Is4() {
			bytes := ip.As4()
			out = binary.BigEndian.AppendUint16(append(out, bytes[:]...), peer.Port())
		}
	}
	return out
}

// appendPeers6 appends the IPv6 peers of a list, at most limit.
func appendPeers6(out []byte, peers []netip.AddrPort, limit int) []byte {
	for _, peer := range peers {
		if ip := peer.Addr(); ip.Is6() && limit > 0 {
			bytes := ip.As16()
			out = binary.BigEndian.AppendUint16(append(out, bytes[:]...), peer.Port())
			limit--
		}
	}
	return out
}

// Reply is a datagram from a tracker.
type Reply struct {
	Action      Action
	Transaction uint32
	Connection  uint64 // of the answer to a connect
	Announced   messages.Announced
	Scraped     []messages.Scraped // in the order of the request's hashes, which it does not repeat
	Failed      messages.AnnounceFailed
}

var (
	errReplyShort = errors.New("the tracker's answer is too short")
	errPeers      = errors.New("the list of peers is not a multiple of the length of one")
	errReply      = errors.New("the tracker's answer has an unknown action")
)

// ParseReply reads a datagram from a tracker, which came over IPv4 or IPv6.
func ParseReply(datagram []byte, ipv6 bool) (Reply, error) {
	if len(datagram) < replyHead {
		return Reply{}, errReplyShort
	}
	r := Reply{Action: Action(binary.BigEndian.Uint32(datagram)), Transaction: binary.BigEndian.Uint32(datagram[4:])}
	body := datagram[replyHead:]
	switch r.Action {
	case ActionConnect:
		if len(body) < 8 {
			return r, errReplyShort
		}
		r.Connection = binary.BigEndian.Uint64(body)
	case ActionAnnounce:
		err := r.parseAnnounced(datagram, ipv6)
		return r, err
	case ActionScrape:
		for ; len(body) >= scrapedBytes && len(r.Scraped) < messages.MaxScrape; body = body[scrapedBytes:] {
			size := messages.SwarmSize{Seeds: count(body), Downloads: count(body[4:]), Others: count(body[8:])}
			r.Scraped = append(r.Scraped, messages.Scraped{SwarmSize: size, Known: size != messages.SwarmSize{}})
		}
	case ActionFailed:
		r.Failed.Reason = clip(body)
	default:
		return r, errReply
	}
	return r, nil
}

func count(bytes []byte) int { return int(binary.BigEndian.Uint32(bytes)) }

func (r *Reply) parseAnnounced(datagram []byte, ipv6 bool) (err error) {
	if len(datagram) < announcedBytes {
		return errReplyShort
	}
	r.Announced.Interval = time.Duration(count(datagram[8:])) * time.Second
	r.Announced.Others, r.Announced.Seeds = count(datagram[12:]), count(datagram[16:])
	if ipv6 {
		r.Announced.Peers, err = parsePeers6(nil, datagram[announcedBytes:])
	} else {
		r.Announced.Peers, err = parsePeers4(nil, datagram[announcedBytes:])
	}
	return err
}

// parsePeers4 appends the peers of a compact list of IPv4 addresses, at most messages.MaxAnnounced. It leaves out those
// that cannot be reached.
func parsePeers4(peers []netip.AddrPort, list []byte) ([]netip.AddrPort, error) {
	if len(list)%peerBytes != 0 {
		return peers, errPeers
	}
	for ; len(list) > 0 && len(peers) < messages.MaxAnnounced; list = list[peerBytes:] {
		peers = appendPeer(peers, netip.AddrFrom4([4]byte(list)), binary.BigEndian.Uint16(list[4:]))
	}
	return peers, nil
}

// parsePeers6 is parsePeers4 for IPv6.
func parsePeers6(peers []netip.AddrPort, list []byte) ([]netip.AddrPort, error) {
	if len(list)%peer6Bytes != 0 {
		return peers, errPeers
	}
	for ; len(list) > 0 && len(peers) < messages.MaxAnnounced; list = list[peer6Bytes:] {
		peers = appendPeer(peers, netip.AddrFrom16([16]byte(list)).Unmap(), binary.BigEndian.Uint16(list[16:]))
	}
	return peers, nil
}

func appendPeer(peers []netip.AddrPort, ip netip.Addr, port uint16) []netip.AddrPort {
	if port == 0 || ip.IsUnspecified() || ip.IsMulticast() {
		return peers
	}
	return append(peers, netip.AddrPortFrom(ip, port))
}
