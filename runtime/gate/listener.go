package gate

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// Options describe a listener. Zero fields have defaults.
type Options struct {
	Connections int               // at a time; default: 8,192, or fewer if the process may not open so many files
	Trusted     []netip.Prefix    // proxies, which may have more connections than other networks
	Warn        func(text string) // is told what the operator should do, at most once a minute
}

// Listener is a net.Listener that accepts every connection and closes those that are over a limit. Its connections are
// of type *Conn.
type Listener struct {
	net.Listener
	limits limits
	warn   func(text string)
	closed chan struct{}
	once   sync.Once

	closing chan struct{} // holds one element for each connection that is being closed

	mu       sync.Mutex // is held while connections come and go, never while they read or write
	places   *places
	lastWarn time.Time
}

// New wraps a listener.
func New(inner net.Listener, options Options) *Listener {
	limits := newLimits(descriptorLimit(), options.Trusted)
	if options.Connections > 0 {
		limits.total = min(limits.total, options.Connections)
	}
	if options.Warn == nil {
		options.Warn = func(string) {}
	}
	return &Listener{Listener: inner, limits: limits, warn: options.Warn, closed: make(chan struct{}),
		closing: make(chan struct{}, maxClosing), places: newPlaces(limits.total, rand.IntN)}
}

const (
	// How long to wait when there is no file descriptor, at first and at most (net/http waits as long).
	firstRetry = 5 * time.Millisecond
	lastRetry  = time.Second

	// shedConnections is how many idle connections are closed when there is no file descriptor: more than one, since
	// whatever took the last descriptor may want another.
	shedConnections = 8

	// maxClosing is how many connections are being closed at a time. Their descriptors are of the reserve.
	maxClosing = 16

	warnInterval = time.Minute
)

// Accept implements net.Listener. It does not return errors that pass.
func (l *Listener) Accept() (net.Conn, error) {
	wait := firstRetry
	for {
		inner, err := l.Listener.Accept()
		switch {
		case err == nil:
			wait = firstRetry
			if conn := l.admit(inner); conn != nil {
				return conn, nil
			}
		case errors.Is(err, tooManyOpenHere), errors.Is(err, syscall.ENFILE):
			l.makePlace(err)
			select {
			case <-time.After(wait):
			case <-l.closed:
				return nil, net.ErrClosed
			}
			wait = min(2*wait, lastRetry)
		default:
			return nil, err
		}
	}
}

// admit returns a new connection, or nil after it was closed.
func (l *Listener) admit(inner net.Conn) *Conn {
	var address netip.Addr
	if tcp, ok := inner.RemoteAddr().(*net.TCPAddr); ok {
		address = tcp.AddrPort().Addr()
	}
	network, limit := l.limits.network(address)
	conn := &Conn{Conn: inner, listener: l}
	l.mu.Lock()
	entered, victim := l.places.enter(network, limit, inner)
	conn.member = entered
	full := entered == nil && len(l.places.all) >= l.limits.total
	l.mu.Unlock()
	if victim != nil {
		l.end(victim)
	}
	if entered != nil {
		return conn
	}
	_ = inner.Close()
	if full {
		l.complain(fmt.Sprintf("all of %d connections are busy, and new ones are closed: if the limit of open files "+
			"is low, raise it with ulimit -n (LimitNOFILE= of systemd) and start again", l.limits.total))
	}
	return nil
}

// makePlace closes idle connections when there is no file descriptor for a new one.
func (l *Listener) makePlace(cause error) {
	l.mu.Lock()
	open := len(l.places.all)
	victims := l.places.shed(shedConnections)
	l.mu.Unlock()
	for _, victim := range victims {
		l.end(victim)
	}
	l.complain(fmt.Sprintf("accept a connection: %v: %d are open, and %d idle ones were closed: raise the limit with "+
		"ulimit -n 65536 (LimitNOFILE= of systemd) and start again", cause, open, len(victims)))
}

// end closes a connection that has lost its place. Its server notices, and so does the other side. Closing waits for
// the goroutine that reads, which may be behind thousands of others, and meanwhile accepting goes on.
func (l *Listener) end(victim *member) {
	l.closing <- struct{}{}
	go func() {
		_ = victim.conn.Close()
		<-l.closing
	}()
}

// complain passes a text on, if none was within the last minute.
func (l *Listener) complain(text string) {
	l.mu.Lock()
	now := time.Now()
	due := l.lastWarn.IsZero() || now.Sub(l.lastWarn) >= warnInterval
	if due {
		l.lastWarn = now
	}
	l.mu.Unlock()
	if due {
		l.warn("gate: " + text)
	}
}

// Close implements net.Listener. Connections stay open.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// Open returns the number of open connections.
func (l *Listener) Open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.places.all)
}
