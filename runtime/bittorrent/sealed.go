package bittorrent

import (
	"io"
	"net"
	"time"

	"swarm/messages"
	"swarm/messages/mse"
	"swarm/messages/peerwire"
)

// keyRate is how many encrypted handshakes are answered in metadataTime. Each takes a quarter of a millisecond of a
// processor, so that strangers take at most 3 % of one.
const keyRate = 6000

// unseal is the encrypted handshake of a peer that has opened the connection and sent the given bytes. It returns the
// connection inside. Peers that could speak in the clear as well do so from then on, which costs nothing.
func (e *Edge) unseal(socket net.Conn, begin []byte) (net.Conn, error) {
	e.mu.Lock()
	granted := e.keys.spend(time.Now(), 1, keyRate)
	e.mu.Unlock()
	if !granted {
		return nil, peerwire.ErrNoHandshake // the peer comes back in the clear
	}
	entropy, err := e.entropy()
	if err != nil {
		return nil, err
	}
	return exchange(socket, mse.Accept(entropy, e.options.Encryption.methods(), e.unmask), begin)
}

// seal is the encrypted handshake with a peer that this node has called. first is sent within it.
func (e *Edge) seal(socket net.Conn, hash messages.Hash20, first []byte) (net.Conn, error) {
	entropy, err := e.entropy()
	if err != nil {
		return nil, err
	}
	side, send := mse.Dial(entropy, e.options.Encryption.methods(), hash, first)
	if _, err := socket.Write(send); err != nil {
		return nil, err
	}
	return exchange(socket, side, nil)
}

// entropy returns the random bytes of a handshake.
func (e *Edge) entropy() (entropy mse.Entropy, err error) {
	entropy = mse.NewEntropy(func(data []byte) {
		if _, readErr := io.ReadFull(e.options.Random, data); readErr != nil {
			err = readErr
		}
	})
	return entropy, err
}

// exchange goes on with a handshake until it ends, and returns the connection inside. arrived is what has been read.
func exchange(socket net.Conn, side *mse.Side, arrived []byte) (net.Conn, error) {
	buffer := make([]byte, 1<<10)
	for {
		send, stream, err := side.Advance(arrived)
		if len(send) > 0 && err == nil {
			_, err = socket.Write(send)
		}
		switch {
		case err != nil:
			return nil, err
		case stream != nil:
			return &sealedConn{Conn: socket, stream: stream, payload: stream.Payload}, nil
		}
		n, err := socket.Read(buffer)
		if err != nil {
			return nil, err
		}
		arrived = buffer[:n]
	}
}

// unmask returns the info-hash of a published torrent by mse.Masked of it.
func (e *Edge) unmask(masked messages.Hash20) (messages.Hash20, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	hash, ok := e.masked[masked]
	return hash, ok
}

// sealedConn is a connection after an encrypted handshake. As with any net.Conn, one goroutine may read while another
// writes.
type sealedConn struct {
	net.Conn
	stream  *mse.Stream
	payload []byte // arrived with the handshake
	pending []byte // encrypted, but not written yet: the first bytes of the next Write, whose caller repeats them
	buffer  []byte // of pending
}

// Read implements net.Conn.
func (c *sealedConn) Read(data []byte) (int, error) {
	if len(c.payload) > 0 {
		n := copy(data, c.payload)
		c.payload = c.payload[n:]
		return n, nil
	}
	n, err := c.Conn.Read(data)
	c.stream.Decrypt(data[:n])
	return n, err
}

// Write implements net.Conn. If it fails before all is written, it may be called again with the rest.
func (c *sealedConn) Write(data []byte) (int, error) {
	if !c.stream.Encrypted() {
		return c.Conn.Write(data)
	}
	if len(c.pending) == 0 {
		c.buffer = append(c.buffer[:0], data...)
		c.stream.Encrypt(c.buffer)
		c.pending = c.buffer
	}
	n, err := c.Conn.Write(c.pending[:min(len(c.pending), len(data))])
	c.pending = c.pending[n:]
	if err != nil || n == len(data) {
		return n, err
	}
	more, err := c.Write(data[n:])
	return n + more, err
}
