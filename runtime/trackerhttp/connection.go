package trackerhttp

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// connection is a connection with a client. It sets its own deadlines, by the phase that it is in: it reads the clock
// once for each request and sets timers for few, where a server that sets each deadline anew needs as much time for
// them as for the request.
type connection struct {
	net.Conn
	server *Server
	peer   netip.Addr  // the other side: a client, or a proxy
	from   string      // peer, as text
	proxy  bool        // peer is a trusted proxy
	phased phased      // nil: nobody wants to know the phases
	busy   atomic.Bool // a request is in progress: an answer must be written
	linger bool        // the client may still be sending: see Close
	limits deadlines
	sends  time.Time // when the deadline of writes was set
	bare   bool      // a line of the head ends with a line feed alone
	last   byte      // the last byte that was read
	parked bool      // the HTTP library does not serve the connection, which is silent
	first  byte      // of the request that ended the silence
	unread bool      // first was not passed on yet
}

// phased is a connection that wants to know its phases, as those of a listener do that closes idle ones first.
type phased interface {
	Busy() // the head of a request has arrived
	Idle() // the answer was written
}

func newConnection(s *Server, conn net.Conn) *connection {
	c := &connection{Conn: conn, server: s, limits: newDeadlines(time.Now()), parked: true}
	if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		c.peer = tcp.AddrPort().Addr().Unmap()
		c.from = c.peer.String()
		c.proxy = s.proxies.trusts(c.peer)
	}
	c.phased, _ = conn.(phased)
	return c
}

// client returns the IP address of the client that sent a request.
func (c *connection) client(header *fasthttp.RequestHeader) string {
	if !c.proxy {
		return c.from
	}
	forwarded, forwardedFor := joined(header, "Forwarded"), joined(header, "X-Forwarded-For")
	if forwarded == "" && forwardedFor == "" {
		return c.from
	}
	return c.server.clientOf(c.peer, forwarded, forwardedFor)
}

// joined returns the values of all fields of a name, separated by commas.
func joined(header *fasthttp.RequestHeader, name string) string {
	if fields := header.PeekAll(name); len(fields) > 0 {
		return string(bytes.Join(fields, []byte(",")))
	}
	return ""
}

// connectionOf returns the connection of a request.
func connectionOf(ctx *fasthttp.RequestCtx) *connection { return ctx.Conn().(*connection) }

// changePhase notes what the HTTP library does with a connection.
func changePhase(conn net.Conn, state fasthttp.ConnState) {
	c := conn.(*connection)
	switch state {
	case fasthttp.StateActive:
		c.busy.Store(true)
		c.limits.begin()
	case fasthttp.StateIdle:
		c.limits.rest()
		c.busy.Store(false)
		if c.phased != nil {
			c.phased.Idle()
		}
		// Close marks the server first, and then closes idle connections: one of the two closes this one.
		if c.server.closing.Load() {
			_ = c.Conn.Close() // it may be closed already
		}
	}
}

// headComplete notes that a request is in progress.
func (c *connection) headComplete() {
	c.bare = false
	c.limits.beginBody()
	if c.phased != nil {
		c.phased.Busy()
	}
}

// await waits for the first byte of a request on a parked connection. It returns false when there is none. A parked
// connection holds neither the buffers of the HTTP library nor its records, some 15 KB.
func (c *connection) await() bool {
	if !c.parked {
		return false
	}
	var first [1]byte
	if n, err := c.read(first[:], c.limits.silence()); n == 0 || err != nil {
		return false
	}
	c.parked, c.first, c.unread = false, first[0], true
	return true
}

// errBareLineFeed ends a head that the HTTP library would wait for until the timeout: it takes "\r\n\r\n" alone for the
// end of a head (RFC 9112, section 2.2, leaves that to servers).
var errBareLineFeed = errors.New("a line ends with a line feed alone")

// Read implements net.Conn.
func (c *connection) Read(p []byte) (int, error) {
	if c.bare {
		return 0, errBareLineFeed
	}
	if c.unread {
		c.unread = false
		p[0] = c.first
		return 1, nil
	}
	n, err := c.read(p, c.limits.next())
	if errors.Is(err, os.ErrDeadlineExceeded) && c.limits.phase == awaitsRequest {
		c.parked = true
		return 0, io.EOF
	}
	if n > 0 && c.limits.phase != readsBody {
		c.bare = hasBareLineFeed(c.last, p[:n]) && !bytes.Contains(p[:n], []byte("\r\n\r\n"))
		c.last = p[n-1]
	}
	return n, err
}

// read reads what arrives before a deadline. A zero deadline leaves the one that is set.
func (c *connection) read(p []byte, deadline time.Time) (int, error) {
	if !deadline.IsZero() {
		if err := c.Conn.SetReadDeadline(deadline); err != nil {
			return 0, err
		}
	}
	n, err := c.Conn.Read(p)
	c.limits.received(n, time.Now())
	return n, err
}

// hasBareLineFeed reports whether a line of a text ends without a carriage return. before is the byte before the text.
func hasBareLineFeed(before byte, text []byte) bool {
	for {
		end := bytes.IndexByte(text, '\n')
		switch {
		case end < 0:
			return false
		case end > 0:
			before = text[end-1]
		}
		if before != '\r' {
			return true
		}
		before, text = '\n', text[end+1:]
	}
}

// Write implements net.Conn.
func (c *connection) Write(p []byte) (int, error) {
	if c.limits.now.Sub(c.sends) >= slack {
		c.sends = c.limits.now
		if err := c.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
			return 0, err
		}
	}
	return c.Conn.Write(p)
}

// lingerTime is how long a connection stays open for a client that is still sending (net/http waits as long).
const lingerTime = 500 * time.Millisecond

// Close implements net.Conn. It does nothing to a parked connection, which the HTTP library takes for one that has
// ended. A client that is still sending reads its answer only later. If the connection were closed at once, the system
// would send a reset, and the client would lose the answer.
func (c *connection) Close() error {
	if c.parked {
		return nil
	}
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok && c.linger && half.CloseWrite() == nil {
		if c.SetReadDeadline(time.Now().Add(lingerTime)) == nil {
			_, _ = io.Copy(io.Discard, c.Conn) // ends with the deadline at the latest
		}
	}
	return c.Conn.Close()
}

// connections is the set of open client connections of a server.
type connections struct {
	mu   sync.Mutex
	open map[*connection]struct{} // invariant: as many as the listener allows at most
}

func (s *connections) add(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = make(map[*connection]struct{})
	}
	s.open[c] = struct{}{}
}

func (s *connections) remove(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// closeIdle closes the connections on which no request is in progress.
func (s *connections) closeIdle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		if !c.busy.Load() {
			_ = c.Conn.Close() // it may have ended by itself
		}
	}
}

// closeAll closes all connections.
func (s *connections) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		_ = c.Conn.Close()
	}
}
