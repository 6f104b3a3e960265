package trackerudp

import (
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"swarm/actors/port"
)

// Options describe the tracker's UDP side.
type Options struct {
	Gate   port.Gate
	Listen netip.AddrPort // the address of the tracker's HTTP side
	Key    []byte         // of connection ids; nil: announces are not answered
	Echo   bool           // addresses are proven
	Warn   func(text string)

	Timeout time.Duration // of the tracker's answer; default 4 s, as over HTTP
}

const (
	defaultTimeout = 4 * time.Second

	// workersPerSocket read and answer at a time: one can ask the tracker while another one reads.
	workersPerSocket = 2

	// pauseAfterError keeps a lasting error from using a whole core.
	pauseAfterError = 50 * time.Millisecond
)

// Edge is the tracker's UDP side. It implements port.Echo. Its methods are safe for concurrent use.
type Edge struct {
	options    Options
	sockets    []*socket
	echo       *echo
	allowances *allowances
	tracker    port.PID // set by Serve
	running    sync.WaitGroup
	stopped    atomic.Bool
	closed     chan struct{}
}

var _ port.Echo = (*Edge)(nil)

// Open opens the sockets. If the port is taken, announces are not answered, and addresses are proven from another port.
func Open(options Options) (*Edge, error) {
	if options.Timeout <= 0 {
		options.Timeout = defaultTimeout
	}
	if options.Warn == nil {
		options.Warn = func(string) {}
	}
	e := &Edge{options: options, allowances: newAllowances(), closed: make(chan struct{})}
	if options.Key != nil {
		sockets, err := listen(options.Listen)
		if err != nil {
			options.Warn(err.Error() + ": BitTorrent clients can announce over HTTP only")
		}
		for _, s := range sockets {
			s.serves = true
		}
		e.sockets = sockets
	}
	if options.Echo {
		if err := e.openEcho(); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// Serve starts the goroutines. tracker gets *port.AskedSwarms.
func (e *Edge) Serve(tracker port.PID) {
	e.tracker = tracker
	for _, s := range e.sockets {
		for i := range workersPerSocket {
			w := newWorker(e, s, i)
			e.running.Go(w.run)
		}
	}
	if e.echo != nil {
		e.running.Go(e.echo.send)
	}
}

// allows reports whether a host may make one more request, and counts it.
func (e *Edge) allows(ip netip.Addr, now time.Time) bool { return e.allowances.take(ip, now) }

// Ports returns the UDP ports where announces are answered.
func (e *Edge) Ports() []uint16 {
	var ports []uint16
	for _, s := range e.sockets {
		if s.serves {
			ports = append(ports, s.port())
		}
	}
	return ports
}

// Close ends the goroutines. Nothing is posted after it returns.
func (e *Edge) Close() error {
	if e.stopped.Swap(true) {
		return nil
	}
	close(e.closed)
	err := e.closeSockets()
	e.running.Wait()
	return err
}

func (e *Edge) closeSockets() error { return closeAll(e.sockets) }

func closeAll(sockets []*socket) error {
	var err error
	for _, s := range sockets {
		err = errors.Join(err, s.conn.Close())
	}
	return err
}

// pause waits a moment, and returns false if the edge is closed meanwhile.
func (e *Edge) pause() bool {
	select {
	case <-time.After(pauseAfterError):
		return true
	case <-e.closed:
		return false
	}
}
