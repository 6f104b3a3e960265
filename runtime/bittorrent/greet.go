package bittorrent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/peerwire"
)

// acceptDelay is the pause after an accept that failed: the process may be out of descriptors.
const acceptDelay = 100 * time.Millisecond

var (
	errFull       = errors.New("this node has as many connections as it may have")
	errUnknown    = errors.New("the peer wants a torrent that is not here")
	errOtherSwarm = errors.New("the peer answers for another torrent")
	errDuplicate  = errors.New("this node is connected with the peer already, or is the peer")
)

// accept accepts connections until the listener is closed.
func (e *Edge) accept() {
	for {
		socket, err := e.listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			select {
			case <-e.context.Done():
				return
			case <-time.After(acceptDelay):
			}
			continue
		}
		from := addrPort(socket.RemoteAddr())
		taken := e.withPlace(from.Addr(), true, func(at *place) {
			_ = e.greet(socket, from, at, e.answer) // a stranger that does not greet is no news
		})
		if !taken {
			_ = socket.Close()
		}
	}
}

// withPlace runs a function on a goroutine, with a place for a connection, and gives the place back. It returns false
// if there is no place.
func (e *Edge) withPlace(addr netip.Addr, accepted bool, run func(at *place)) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended {
		return false
	}
	at := e.places.take(addr, accepted)
	if at == nil {
		return false
	}
	e.running.Go(func() {
		defer func() {
			e.mu.Lock()
			defer e.mu.Unlock()
			e.places.give(at)
		}()
		run(at)
	})
	return true
}

// Dial implements port.BitTorrent.
func (e *Edge) Dial(to netip.AddrPort, swarm port.Swarm, hash messages.Hash20, replyTo port.PID) {
	fail := func(err error) {
		e.options.Gate.Post(replyTo, &port.DialFailed{File: swarm.File.InfoHash, To: to, Cause: err.Error()})
	}
	taken := e.withPlace(to.Addr(), false, func(at *place) {
		if err := e.dial(to, at, published{swarm: swarm, contacts: replyTo}, hash); err != nil {
			fail(err)
		}
	})
	if !taken {
		fail(errFull)
	}
}

// dial calls a peer, and runs the connection until it ends. It returns an error if there is no connection. A peer that
// does not shake hands in one way, in the clear or encrypted, is called again in the other one.
func (e *Edge) dial(to netip.AddrPort, at *place, called published, hash messages.Hash20) error {
	var failed error
	for _, sealed := range e.options.Encryption.calls() {
		dialer := net.Dialer{Timeout: e.timing.dial}
		socket, err := dialer.DialContext(e.context, "tcp", to.String())
		if err != nil {
			return errors.Join(failed, err)
		}
		greeted := false
		err = e.greet(socket, to, at, func(c *connection) (published, error) {
			err := e.call(c, &called.swarm, hash, sealed)
			greeted = err == nil
			return called, err
		})
		if greeted || errors.Is(err, errOtherSwarm) || errors.Is(err, errDuplicate) {
			return err
		}
		failed = err
	}
	return failed
}

// greet shakes hands by the given function, and runs the connection until it ends. It returns an error if the handshake
// fails.
func (e *Edge) greet(socket net.Conn, peer netip.AddrPort, at *place,
	shake func(*connection) (published, error)) error {
	c := &connection{edge: e, timing: e.timing, socket: socket, peer: messages.StockPeer{Addr: peer},
		started: make(chan struct{}),
		ended:   make(chan struct{})}
	limitUnsent(socket)
	stop := context.AfterFunc(e.context, func() { _ = socket.Close() })
	err := socket.SetDeadline(time.Now().Add(e.timing.handshake))
	var found published
	if err == nil {
		found, err = shake(c)
	}
	if err == nil {
		err = socket.SetDeadline(time.Time{})
	}
	stop()
	c.swarm = found.swarm
	if err == nil && !e.add(c, at) {
		err = errDuplicate
	}
	if err != nil {
		return errors.Join(err, socket.Close())
	}
	c.run(found.contacts)
	return nil
}

// answer is the handshake with a peer that has opened the connection. Nothing is sent before the peer has named a
// torrent that is here.
func (e *Edge) answer(c *connection) (published, error) {
	greeting, err := e.readGreeting(c)
	if err != nil {
		return published{}, err
	}
	found, ok := e.published(greeting.Hash)
	if !ok {
		return published{}, errUnknown
	}
	c.peer.Incoming = true
	if greeting.V2 && isUpgrade(&found.swarm, greeting.Hash) {
		greeting.Hash = found.swarm.Hashes[1]
	}
	return found, e.finish(c.socket, &c.peer, greeting, true)
}

// isUpgrade reports whether a hash is that of version 1 of a hybrid torrent. Then the side that was called may answer
// with the hash of version 2, if the other side has said that it knows version 2 (BEP 52). libtorrent does so always.
// As the calling side it closes a connection that stays at version 1, if a tracker has named the peer under the other
// hash meanwhile.
func isUpgrade(swarm *port.Swarm, hash messages.Hash20) bool {
	return len(swarm.Hashes) == 2 && hash == swarm.Hashes[0]
}

// call is the handshake with a peer that this node has called.
func (e *Edge) call(c *connection, swarm *port.Swarm, hash messages.Hash20, sealed bool) error {
	upgrade := isUpgrade(swarm, hash)
	first := e.handshake(hash, upgrade)
	var err error
	if sealed {
		if inside, sealErr := e.seal(c.socket, hash, first); sealErr == nil {
			c.socket = inside
		} else {
			err = sealErr
		}
	} else {
		_, err = c.socket.Write(first)
	}
	if err != nil {
		return err
	}
	greeting, err := readHandshake(c.socket, nil)
	if err != nil {
		return err
	}
	if greeting.Hash != hash && !(upgrade && greeting.Hash == swarm.Hashes[1]) {
		return errOtherSwarm
	}
	return e.finish(c.socket, &c.peer, greeting, false)
}

// finish takes in what the peer's handshake says, and answers it.
func (e *Edge) finish(socket net.Conn, peer *messages.StockPeer, greeting peerwire.Handshake, reply bool) error {
	peer.ID, peer.Hash, peer.Fast, peer.Extended = greeting.ID, greeting.Hash, greeting.Fast, greeting.Extended
	if peer.ID == e.id {
		return errDuplicate
	}
	if !reply {
		return nil
	}
	_, err := socket.Write(e.handshake(greeting.Hash, false))
	return err
}

func (e *Edge) handshake(hash messages.Hash20, v2 bool) []byte {
	return peerwire.AppendHandshake(nil, peerwire.Handshake{Hash: hash, ID: e.id, Fast: true, Extended: true, V2: v2})
}

// readGreeting reads the handshake of a peer that has opened the connection. If it does not begin as BitTorrent's, the
// peer may have begun an encrypted connection, with random bytes.
func (e *Edge) readGreeting(c *connection) (peerwire.Handshake, error) {
	begin, err := readBegin(c.socket)
	if err != nil {
		return peerwire.Handshake{}, fmt.Errorf("read the handshake: %w", err)
	}
	if peerwire.IsPrefix(begin) {
		if !e.options.Encryption.takesClear() {
			return peerwire.Handshake{}, errClear
		}
		return readHandshake(c.socket, begin)
	}
	sealed, err := e.unseal(c.socket, begin)
	if err != nil {
		return peerwire.Handshake{}, err
	}
	c.socket = sealed
	return readHandshake(sealed, nil)
}

// readBegin reads the first byte, and if that begins a handshake, as much as tells whether it is one.
func readBegin(socket net.Conn) ([]byte, error) {
	begin := make([]byte, peerwire.PrefixLength)
	if _, err := io.ReadFull(socket, begin[:1]); err != nil {
		return nil, err
	}
	if begin[0] != peerwire.FirstByte {
		return begin[:1], nil
	}
	_, err := io.ReadFull(socket, begin[1:])
	return begin, err
}

// readHandshake reads a handshake that begins with the given bytes.
func readHandshake(socket net.Conn, begin []byte) (peerwire.Handshake, error) {
	var data [peerwire.HandshakeLength]byte
	n := copy(data[:], begin)
	if _, err := io.ReadFull(socket, data[n:]); err != nil {
		return peerwire.Handshake{}, fmt.Errorf("read the handshake: %w", err)
	}
	return peerwire.ParseHandshake(data[:])
}
