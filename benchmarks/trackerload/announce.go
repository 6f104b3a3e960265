package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"swarm/messages"
	"swarm/messages/announce"
)

// transport is how the requests of a mode are sent.
type transport uint8

const (
	nodeHTTP       transport = iota // JSON by POST
	bittorrentHTTP                  // GET
	bittorrentUDP
)

// dial opens a connection for the requests of a mode.
func (m mode) dial(address string) (client, error) {
	if m.transport == bittorrentUDP {
		return dialUDP(address)
	}
	return dial(address)
}

// announceModes are announces of BitTorrent peers: each is a peer that the tracker knows, and wants 50 peers.
var announceModes = []mode{
	{"announce", "/announce", func(to []byte, s *source) ([]byte, bool) {
		return s.announce(to, s.random.IntN(s.nodes)), true
	}, bittorrentHTTP, "5:peers"},
	{"udp", "", func(to []byte, s *source) ([]byte, bool) {
		a := s.peer(s.random.IntN(s.nodes))
		return announce.AppendAnnounce(to, 0, 1, &a, "/announce"), true
	}, bittorrentUDP, ""},
}

// meet makes each peer known.
var meet = mode{"meet", "/announce", func(to []byte, s *source) ([]byte, bool) {
	peer := s.next.Add(1)
	return s.announce(to, int(peer)), peer <= s.last
}, bittorrentHTTP, "5:peers"}

// preloadPeers makes the tracker know as many BitTorrent peers as nodes.
func (b *bench) preloadPeers(ctx context.Context) error {
	if b.peersKnown {
		return nil
	}
	b.peersKnown = true
	_, err := b.run(ctx, load{mode: meet, last: int64(b.options.nodes)})
	if err != nil {
		return fmt.Errorf("fill the tracker with BitTorrent peers: %w", err)
	}
	return nil
}

// peer returns the announce of a BitTorrent peer. Half of the peers are in an eighth of the swarms.
func (c *crowd) peer(number int) messages.Announce {
	random := rand.New(rand.NewPCG(uint64(number), 7))
	share := random.Float64()
	swarm := int(share * share * share * float64(c.files))
	a := messages.Announce{Left: uint64(number % 3), Want: -1, Uploaded: 123456789, Downloaded: 987654321,
		Addr: netip.AddrPortFrom(netip.Addr{}, uint16(1024+number%60000))}
	copy(a.Hash[:], fmt.Sprintf("swarm %d", swarm))
	copy(a.Peer[:], fmt.Sprintf("-SW0000-%012d", number))
	return a
}

// announce appends the query of an announce.
func (c *crowd) announce(to []byte, number int) []byte {
	query := announce.Query{Announce: c.peer(number), Compact: true}
	return announce.AppendURL(to, "", &query)[len(to)+1:] // without the question mark
}

// udpClient announces over UDP.
type udpClient struct {
	net.Conn
	id        uint64 // the connection id
	connected time.Time
	buffer    [2048]byte
}

func dialUDP(address string) (*udpClient, error) {
	conn, err := net.Dial("udp", address)
	return &udpClient{Conn: conn}, err
}

const (
	// idLife is how long a client uses a connection id (BEP 15).
	idLife = time.Minute
	// udpPatience is how long a reply may take. A lost datagram ends the load.
	udpPatience = 5 * time.Second
)

// request implements client. It writes its connection id into the request.
func (c *udpClient) request(_ mode, datagram []byte) ([]byte, error) {
	if time.Since(c.connected) > idLife {
		reply, err := c.exchange(announce.AppendConnect(nil, 1))
		if err != nil {
			return nil, err
		}
		c.id, c.connected = reply.Connection, time.Now()
	}
	for i := range 8 {
		datagram[i] = byte(c.id >> (56 - 8*i))
	}
	reply, err := c.exchange(datagram)
	if err == nil && reply.Action != announce.ActionAnnounce {
		err = errors.New("the tracker replied: " + reply.Failed.Reason)
	}
	return nil, err
}

// exchange sends a datagram and returns the reply, of which it reads the head.
func (c *udpClient) exchange(datagram []byte) (announce.Reply, error) {
	if err := c.SetReadDeadline(time.Now().Add(udpPatience)); err != nil {
		return announce.Reply{}, err
	}
	if _, err := c.Write(datagram); err != nil {
		return announce.Reply{}, err
	}
	n, err := c.Read(c.buffer[:])
	if err != nil {
		return announce.Reply{}, err
	}
	return announce.ParseReply(c.buffer[:n], false)
}
