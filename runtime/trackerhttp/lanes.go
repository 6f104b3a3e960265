package trackerhttp

import (
	"errors"
	"net"
	"sync"
	"time"
)

// lanes are the connections that net/http does not serve.
type lanes struct {
	mu   sync.Mutex
	open map[*lane]struct{} // invariant: as many as the listener lets in, at most
	work sync.WaitGroup
}

// accept serves connections until the listener is closed.
func (s *Server) accept() {
	wait := firstRetry
	for {
		conn, err := s.listener.accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // there are no file descriptors left, or the client is gone already
			s.faults.tell("Accept error: " + err.Error())
			select {
			case <-time.After(wait):
			case <-s.listener.closed:
			}
			wait = min(2*wait, lastRetry)
		default:
			wait = firstRetry
			s.lanes.run(newLane(s, conn))
		}
	}
}

// How long to wait after a connection could not be accepted: at first, and at most.
const (
	firstRetry = 5 * time.Millisecond
	lastRetry  = time.Second
)

// run serves a lane. Only the accepting goroutine calls it.
func (s *lanes) run(l *lane) {
	s.mu.Lock()
	s.open[l] = struct{}{}
	s.mu.Unlock()
	s.work.Go(func() {
		handedOver := l.serve()
		s.mu.Lock()
		delete(s.open, l)
		s.mu.Unlock()
		if !handedOver {
			_ = l.conn.Close() // whoever is at the other end sees it
		}
	})
}

// wake ends what waits for requests; the server's closing must be set before. What is being answered goes on.
func (s *lanes) wake() {
	s.each(func(l *lane) { _ = l.conn.SetReadDeadline(time.Unix(1, 0)) }) // fails when it has ended by itself
}

// cutOff ends all.
func (s *lanes) cutOff() {
	s.each(func(l *lane) { _ = l.conn.Close() })
}

func (s *lanes) each(do func(l *lane)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for l := range s.open {
		do(l)
	}
}

// rest is the listener from which net/http gets what the lanes hand over.
type rest struct {
	address net.Addr
	conns   chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

func newRest(address net.Addr) *rest {
	return &rest{address: address, conns: make(chan net.Conn), closed: make(chan struct{})}
}

// give hands a connection over; false means that nobody takes it any more.
func (r *rest) give(conn net.Conn) bool {
	select {
	case r.conns <- conn:
		return true
	case <-r.closed:
		return false
	}
}

// Accept implements net.Listener.
func (r *rest) Accept() (net.Conn, error) {
	select {
	case conn := <-r.conns:
		return conn, nil
	case <-r.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (r *rest) Close() error {
	r.once.Do(func() { close(r.closed) })
	return nil
}

// Addr implements net.Listener.
func (r *rest) Addr() net.Addr { return r.address }

// resumed is a connection of which something was read before.
type resumed struct {
	*connection
	before []byte
}

// Read implements net.Conn.
func (r *resumed) Read(p []byte) (int, error) {
	if len(r.before) == 0 {
		return r.connection.Read(p)
	}
	n := copy(p, r.before)
	if r.before = r.before[n:]; len(r.before) == 0 {
		r.before = nil // the lane's buffer is free
	}
	return n, nil
}
