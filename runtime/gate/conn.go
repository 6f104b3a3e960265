package gate

import (
	"errors"
	"net"
)

// Conn is a connection that has a place at a Listener. Its server calls Busy when the head of a request has arrived,
// and Idle when the answer was written.
type Conn struct {
	net.Conn
	listener *Listener
	member   *member
}

// Busy reports that a request is in progress: the connection is not closed to make place. If its network has too many
// requests in progress, the connection is closed at once. It takes no lock unless it closes.
func (c *Conn) Busy() {
	if !c.member.begin() {
		_ = c.Close() // the server notices
	}
}

// Idle reports that no request is in progress. It takes no lock.
func (c *Conn) Idle() { c.member.rest() }

// Close implements net.Conn. It frees the connection's place.
func (c *Conn) Close() error {
	c.listener.leave(c.member)
	return c.Conn.Close()
}

// CloseWrite half-closes a TCP connection: net/http does so after an error, so that the answer arrives although the
// body was not read.
func (c *Conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// leave frees a place.
func (l *Listener) leave(m *member) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.places.leave(m)
}
