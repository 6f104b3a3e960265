package trackerhttp

import (
	"errors"
	"fmt"
	"net"
	"time"
)

// Listen opens the TCP port of a tracker. The address is HOST:PORT; port 0 takes a free one.
func Listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, listenError(address, err)
	}
	return listener, nil
}

// listenError says what to do about an address at which the tracker cannot listen.
func listenError(address string, err error) error {
	advice := "choose an address of this host, with -listen HOST:PORT"
	switch {
	case isInUse(err):
		advice = "another program, perhaps another tracker, listens there: stop it, or choose another port with " +
			"-listen HOST:PORT"
	case isForbidden(err):
		advice = "choose a port above 1023 with -listen HOST:PORT"
	}
	return fmt.Errorf("trackerhttp: listen on %s: %w: %s", address, innermost(err), advice)
}

// innermost returns the last cause of an error, without what the caller says already: "listen tcp 127.0.0.1:80: bind:
// address already in use" becomes "address already in use".
func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// How long to wait after a connection could not be accepted, at first and at most (net/http waits as long).
const (
	firstRetry = 5 * time.Millisecond
	lastRetry  = time.Second
)

// accept serves connections until the server closes.
func (s *Server) accept() {
	wait := firstRetry
	for {
		conn, err := s.options.Listener.Accept()
		switch {
		case s.closing.Load():
			if err == nil {
				_ = conn.Close() // it came while the server was being closed
			}
			return
		case err != nil: // there are no file descriptors left, or the client has closed the connection already
			s.faults.warnOf("accept a connection: " + err.Error())
			select {
			case <-time.After(wait):
			case <-s.stopped:
			}
			wait = min(2*wait, lastRetry)
		default:
			wait = firstRetry
			s.run(newConnection(s, conn))
		}
	}
}

// run serves a connection.
func (s *Server) run(c *connection) {
	s.connections.add(c)
	s.work.Go(func() {
		defer s.connections.remove(c)
		for c.await() {
			_ = s.library.ServeConn(c) // an error tells of a client that speaks badly or is gone, which is normal
		}
		_ = c.Conn.Close() // the library has closed it already, unless no request came
	})
}
