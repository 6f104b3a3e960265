package trackerhttp

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"
)

// A lane serves one connection for as long as its requests are plain: see parseHead. It reads a request into one buffer
// and sends the answer with one call, where net/http takes several times as long (docs/adr/0008). At the first request
// that is not plain it hands the connection over to net/http, for good, with all bytes that are not answered yet.
type lane struct {
	server *Server
	conn   *connection
	from   string // the other side's address, without the port
	in     []byte // in[:have] was received and is not answered yet
	have   int
	asks   *asks  // room for a request; the tracker's while it is asked
	body   []byte // of an answer
	out    []byte // a whole answer
	date   date

	now   time.Time // of the last read
	begun time.Time // when the request began that is not answered yet; zero between requests
	reads time.Time // when the deadline of reads was set for the time between requests
	sends time.Time // when the deadline of writes was set
}

const (
	// laneBytes is the longest plain request: an OWN of some eighty files.
	laneBytes = 16 << 10

	// restBytes is the room of a lane whose node is silent: a heartbeat has some 300 bytes.
	restBytes = 1 << 10

	// slack is how far off the deadlines between requests may be: to set them for each would take longer than to parse it.
	slack = time.Second
)

func newLane(s *Server, conn *connection) *lane {
	l := &lane{server: s, conn: conn, in: make([]byte, restBytes), asks: new(asks), now: time.Now()}
	l.begun = l.now // who connects has something to say
	l.from = hostOf(conn.RemoteAddr().String())
	return l
}

// serve answers requests until the connection ends; it tells whether the connection was handed over instead.
func (l *lane) serve() (handedOver bool) {
	defer func() {
		if value := recover(); value != nil {
			l.server.faults.tell(fmt.Sprintf("panic serving %v: %v\n%s", l.conn.RemoteAddr(), value, debug.Stack()))
		}
	}()
	var h head
	for {
		v := cut
		if h.mode == nil && l.have > 0 {
			h, v = parseHead(l.in[:l.have])
		}
		switch {
		case v == unusual:
			return l.handOver()
		case h.mode == nil || l.have < h.whole():
			if !l.receive(h.mode != nil) {
				return false
			}
		case !l.answer(h):
			return false
		default:
			l.shift(h.whole())
			h = head{}
		}
	}
}

// receive reads more of a request, the head of which may be there already; false means that the connection is over.
func (l *lane) receive(body bool) bool {
	if l.have == len(l.in) {
		l.in = append(l.in, make([]byte, len(l.in))...)
	}
	if !l.arm(body) {
		return false
	}
	n, err := l.conn.Read(l.in[l.have:])
	l.have += n
	l.now = time.Now()
	if n > 0 && l.begun.IsZero() {
		l.begun = l.now
	}
	return err == nil
}

// arm sets how long the next read may take: from the begin of the request, so that nobody holds a connection by sending
// a byte now and then.
func (l *lane) arm(body bool) bool {
	deadline := l.begun.Add(headerTimeout)
	switch {
	case l.begun.IsZero() && l.now.Sub(l.reads) < slack:
		return true // a server that closes has set it to the past
	case l.begun.IsZero():
		l.reads = l.now
		deadline = l.now.Add(idleTimeout)
	default:
		l.reads = time.Time{}
		if body {
			deadline = l.begun.Add(readTimeout)
		}
	}
	// Close marks the server first, and then sets the deadlines: one of the two is seen here.
	return l.conn.SetReadDeadline(deadline) == nil && !l.server.closing.Load()
}

// shift drops an answered request, and room that is seldom used.
func (l *lane) shift(n int) {
	l.have = copy(l.in, l.in[n:l.have])
	l.begun = l.now
	if l.have > 0 {
		return
	}
	l.begun = time.Time{}
	if len(l.in) > 4*restBytes {
		l.in, l.asks = make([]byte, restBytes), new(asks)
	}
	if cap(l.out) > 4*restBytes {
		l.body, l.out = nil, nil
	}
}

// handOver gives the connection to net/http; false means that the server is closing.
func (l *lane) handOver() bool {
	if l.conn.SetDeadline(time.Time{}) != nil {
		return false
	}
	return l.server.rest.give(&resumed{connection: l.conn, before: l.in[:l.have]})
}

// answer asks the tracker and sends what it says; false means that the connection is over.
func (l *lane) answer(h head) bool {
	status := http.StatusOK
	var failed *failure
	if ask, err := h.mode.read(l.asks, l.in[h.head:h.whole()]); err != nil {
		failed = badRequest(err.Error())
	} else {
		if l.body, failed = l.server.respond(l.body[:0], ask, l.from); failed != nil {
			l.asks = new(asks) // the tracker may still read the other
		}
	}
	if failed != nil {
		status, l.body = failed.status, appendJSON(l.body[:0], failed)
	}
	last := l.server.closing.Load() || l.server.listener.crowded()
	l.out = l.appendHead(l.out[:0], status, last)
	l.out = append(l.out, l.body...)
	if now := time.Now(); now.Sub(l.sends) >= slack {
		l.sends = now
		if l.conn.SetWriteDeadline(now.Add(writeTimeout)) != nil {
			return false
		}
	}
	_, err := l.conn.Write(l.out)
	return err == nil && !last
}

// appendHead begins an answer, with the same fields as that of writeJSON.
func (l *lane) appendHead(out []byte, status int, last bool) []byte {
	out = append(out, "HTTP/1.1 "...)
	out = strconv.AppendInt(out, int64(status), 10)
	out = append(out, ' ')
	out = append(out, http.StatusText(status)...)
	out = append(out, "\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nDate: "...)
	out = l.date.append(out, l.now)
	if status == http.StatusServiceUnavailable {
		out = append(out, "\r\nRetry-After: "+retryAfter...)
	}
	if last {
		out = append(out, "\r\nConnection: close"...)
	}
	out = append(out, "\r\nContent-Length: "...)
	out = strconv.AppendInt(out, int64(len(l.body)), 10)
	return append(out, "\r\n\r\n"...)
}
