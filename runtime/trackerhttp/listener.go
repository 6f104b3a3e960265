package trackerhttp

import (
	"net"
	"sync"
)

// listener bounds how many connections are open. Beyond, new ones wait in the kernel's queue.
type listener struct {
	inner  net.Listener
	slots  chan struct{} // one for each open connection
	closed chan struct{}
	once   sync.Once
}

// newListener bounds a TCP listener.
func newListener(inner net.Listener, connections int) *listener {
	return &listener{inner: inner, slots: make(chan struct{}, connections), closed: make(chan struct{})}
}

// accept waits for a connection. The error is net.ErrClosed, or one that may pass.
func (l *listener) accept() (*connection, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	conn, err := l.inner.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &connection{stream: conn.(*net.TCPConn), release: func() { <-l.slots }}, nil
}

// close ends the listener, once.
func (l *listener) close() error {
	var err error
	l.once.Do(func() {
		close(l.closed)
		err = l.inner.Close()
	})
	return err
}

// crowded tells whether most connections are taken. Connections are then closed after each answer: otherwise nodes that
// keep theirs between heartbeats could keep new ones out for ever.
func (l *listener) crowded() bool { return len(l.slots) > cap(l.slots)/4*3 }

// stream is a TCP connection.
type stream interface {
	net.Conn
	// CloseWrite half-closes it: net/http does so after an error, so that the answer arrives although the body was not
	// read.
	CloseWrite() error
}

// connection gives its slot back when it is closed.
type connection struct {
	stream
	once    sync.Once
	release func()
}

// Close implements net.Conn.
func (c *connection) Close() error {
	c.once.Do(c.release)
	return c.stream.Close()
}
