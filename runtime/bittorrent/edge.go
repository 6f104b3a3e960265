package bittorrent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/mse"
)

// Options configure an Edge.
type Options struct {
	Listen         string // HOST:PORT; port 0 is any free one
	Gate           port.Gate
	Random         io.Reader
	Client         string     // name and version, which peers show to their users
	MaxConnections int        // 0: as many as the process can have
	Encryption     Encryption // "": EncryptionAllow
}

// idPrefix begins the peer id of this client (BEP 20).
const idPrefix = "-SW0001-"

// timing is how long things may take.
type timing struct {
	dial      time.Duration // a connection may take to open
	handshake time.Duration
	start     time.Duration // a connection waits for an actor to take it over
	silence   time.Duration // a peer may send nothing
	write     time.Duration // a write may make no progress
	keepAlive time.Duration // this node sends nothing
}

// usualTiming is near to that of other clients. libtorrent gives a connection 15 s to open and 10 s for its handshake.
// Peers send a keep-alive every two minutes, and close after as long a silence (BEP 3); a hundred seconds leave time
// for a retransmission.
var usualTiming = timing{dial: 15 * time.Second, handshake: 10 * time.Second, start: 10 * time.Second,
	silence: 180 * time.Second, write: 60 * time.Second, keepAlive: 100 * time.Second}

// Edge is a node's edge to BitTorrent peers.
type Edge struct {
	options  Options
	timing   timing
	listener net.Listener
	id       [20]byte // of this process as a peer
	streams  streams
	context  context.Context // ends with Stop
	cancel   context.CancelFunc
	running  sync.WaitGroup

	mu     sync.Mutex
	places places
	swarms map[messages.Hash20]published
	masked map[messages.Hash20]messages.Hash20 // the hash of a torrent, by mse.Masked of it
	keys   budget                              // of encrypted handshakes
	conns  map[*connection]struct{}
	ended  bool
}

// published is a torrent for which connections are accepted.
type published struct {
	swarm    port.Swarm
	contacts port.PID
}

var _ port.BitTorrent = (*Edge)(nil)

// New opens the listener.
func New(options Options) (*Edge, error) { return open(options, usualTiming) }

func open(options Options, timing timing) (*Edge, error) {
	listener, err := net.Listen("tcp", options.Listen)
	if err != nil {
		return nil, fmt.Errorf("bittorrent: listen at %s: %w", options.Listen, err)
	}
	e := &Edge{options: options, timing: timing, listener: listener, places: newPlaces(options.MaxConnections),
		streams: streams{random: options.Random}, swarms: map[messages.Hash20]published{},
		masked: map[messages.Hash20]messages.Hash20{},
		conns:  map[*connection]struct{}{}}
	copy(e.id[:], idPrefix)
	if _, err := io.ReadFull(options.Random, e.id[len(idPrefix):]); err != nil {
		return nil, errors.Join(fmt.Errorf("bittorrent: make a peer id: %w", err), listener.Close())
	}
	e.context, e.cancel = context.WithCancel(context.Background())
	e.running.Go(e.accept)
	return e, nil
}

// Port implements port.BitTorrent.
func (e *Edge) Port() uint16 { return addrPort(e.listener.Addr()).Port() }

// ID implements port.BitTorrent.
func (e *Edge) ID() messages.PeerID { return e.id }

// PublishSwarm implements port.BitTorrent.
func (e *Edge) PublishSwarm(swarm port.Swarm, contacts port.PID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, hash := range swarm.Hashes {
		e.swarms[hash] = published{swarm: swarm, contacts: contacts}
		e.masked[mse.Masked(hash)] = hash
	}
}

// UnpublishSwarm implements port.BitTorrent.
func (e *Edge) UnpublishSwarm(file messages.InfoHash) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for hash, p := range e.swarms {
		if p.swarm.File.InfoHash == file {
			delete(e.swarms, hash)
			delete(e.masked, mse.Masked(hash))
		}
	}
}

// published returns the torrent with a hash.
func (e *Edge) published(hash messages.Hash20) (published, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p, ok := e.swarms[hash]
	return p, ok
}

// OpenStream implements port.BitTorrent.
func (e *Edge) OpenStream(spec port.StreamSpec) port.Stream { return e.streams.open(spec) }

// Stop closes the listener and all connections, and returns when all goroutines have ended.
func (e *Edge) Stop() error {
	e.mu.Lock()
	e.ended = true
	conns := make([]*connection, 0, len(e.conns))
	for c := range e.conns {
		conns = append(conns, c)
	}
	e.mu.Unlock()
	e.cancel()
	err := e.listener.Close()
	for _, c := range conns {
		c.Close()
	}
	e.running.Wait()
	if err != nil {
		return fmt.Errorf("bittorrent: close the listener: %w", err)
	}
	return nil
}

// add adds a connection after its handshake. It returns false if the peer has one with this torrent, or is this
// process, or if the edge has ended.
func (e *Edge) add(c *connection, at *place) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended || c.peer.ID == e.id {
		return false
	}
	for other := range e.conns {
		if other.peer.ID == c.peer.ID && other.swarm.File.InfoHash == c.swarm.File.InfoHash {
			return false
		}
	}
	e.conns[c] = struct{}{}
	e.places.greeted(at)
	return true
}

// remove removes a connection.
func (e *Edge) remove(c *connection) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.conns, c)
}

// addrPort returns the address of a TCP socket, without IPv4 in IPv6.
func addrPort(addr net.Addr) netip.AddrPort {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	at := tcp.AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}
