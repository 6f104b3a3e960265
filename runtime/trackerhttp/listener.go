package trackerhttp

import (
	"net"
	"sync"
)

// listener bounds how many connections are open. Beyond, new ones wait in the kernel's queue.
type listener struct {
	net.Listener
	slots  chan struct{} // one for each open connection
	closed chan struct{}
	once   sync.Once
}

// newListener bounds a TCP listener.
func newListener(inner net.Listener, connections int) *listener {
	return &listener{Listener: inner, slots: make(chan struct{}, connections), closed: make(chan struct{})}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &connection{TCPConn: conn.(*net.TCPConn), release: func() { <-l.slots }}, nil
}

// Close implements net.Listener.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// crowded tells whether most connections are taken. Connections are then closed after each answer: otherwise nodes that
// keep theirs between heartbeats could keep new ones out for ever.
func (l *listener) crowded() bool { return len(l.slots) > cap(l.slots)/4*3 }

// connection gives its slot back when it is closed. It stays a TCPConn otherwise: net/http half-closes it after an error,
// so that the answer arrives although the body was not read.
type connection struct {
	*net.TCPConn
	once    sync.Once
	release func()
}

// Close implements net.Conn.
func (c *connection) Close() error {
	c.once.Do(c.release)
	return c.TCPConn.Close()
}
