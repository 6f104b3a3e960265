package trackerhttp

import (
	"context"
	"errors"
	"hash/maphash"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"swarm/actors/port"
	"swarm/messages"
)

// Options describe a server. Zero fields have defaults.
type Options struct {
	Listener net.Listener      // see Listen; the server closes it
	Gate     port.Gate         // posts to the tracker and makes mailboxes for its answers
	Tracker  port.PID          // gets *port.AskedTracker and *port.AskedView
	Metrics  http.Handler      // serves /metrics; nil: there is no such page
	Torrents Torrents          // nil: the tracker keeps none
	Warn     func(text string) // is told of faults of the server itself, at most one a second

	TrustedProxies []netip.Prefix // reverse proxies whose word about their clients is believed
	HostNames      []string       // under which pages may be asked for, beside those of this machine

	InFlight int           // requests that wait for the tracker at a time; default 1,024
	Timeout  time.Duration // of the tracker's answer; default 4 s, which is less than a client waits
}

const (
	defaultInFlight = 1024
	defaultTimeout  = 4 * time.Second

	// headerBytes is the longest head of a request, and the buffer of a connection. Nginx has the same limit.
	headerBytes = 8 << 10

	// maxConnections is how many connections are served at a time. The listener should allow fewer, and choose better
	// which of them to close: a connection beyond is closed with status 503.
	maxConnections = 16 << 10

	// bodyMemory bounds the long bodies of all requests together: 32 of the longest.
	bodyMemory = 64 << 20

	// Bodies longer than largeBody are decoded a few at a time, at most largeDecodes: encoding/json needs several times
	// the memory of the body.
	largeBody    = 16 << 10
	largeDecodes = 2
)

// Server is the tracker's HTTP side.
type Server struct {
	options     Options
	library     *fasthttp.Server
	metrics     fasthttp.RequestHandler // nil: there is no such page
	proxies     proxies
	hostNames   hostNames
	connections connections
	faults      *faults
	desk        *desk
	bodies      memory
	uploads     memory // of torrents that are handed over
	rates       pageRates
	encoding    sync.Mutex    // held while a part of a page is encoded
	decoding    chan struct{} // holds one element for each large body that is being decoded
	closing     atomic.Bool
	stopped     chan struct{} // is closed when the server closes
	work        sync.WaitGroup
}

// Serve starts a server.
func Serve(options Options) *Server {
	s := newServer(options.withDefaults(), options.Listener.Addr().String())
	s.work.Go(s.accept)
	return s
}

// newServer makes a server that accepts no connections. No other server of the process has its name.
func newServer(options Options, name string) *Server {
	s := &Server{
		options:   options,
		proxies:   options.TrustedProxies,
		rates:     pageRates{seed: maphash.MakeSeed()},
		hostNames: newHostNames(options.HostNames),
		faults:    &faults{warn: options.Warn},
		desk:      newDesk("trackerhttp/"+name, options),
		decoding:  make(chan struct{}, largeDecodes),
		stopped:   make(chan struct{}),
	}
	if options.Metrics != nil {
		s.metrics = fasthttpadaptor.NewFastHTTPHandler(options.Metrics)
	}
	s.bodies.release(bodyMemory)
	s.uploads.release(uploadMemory)
	s.library = s.newLibrary()
	return s
}

// newLibrary makes the server of the HTTP library. It has no timeouts of its own: connection sets all deadlines.
func (s *Server) newLibrary() *fasthttp.Server {
	return &fasthttp.Server{
		Handler:                      s.handle,
		HeaderReceived:               prefetch,
		ExpectHandler:                s.expect,
		ErrorHandler:                 s.refuseHead,
		ConnState:                    changePhase,
		Logger:                       s.faults,
		Concurrency:                  maxConnections,
		ReadBufferSize:               headerBytes,
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true,
		NoDefaultServerHeader:        true,
		NoDefaultContentType:         true,
		LazyRequestTime:              true,
	}
}

func (o Options) withDefaults() Options {
	if o.InFlight <= 0 {
		o.InFlight = defaultInFlight
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	return o
}

// Addr returns the address at which the server listens.
func (s *Server) Addr() net.Addr { return s.options.Listener.Addr() }

// Totals asks the tracker how much it holds, for metrics.
func (s *Server) Totals() (messages.Totals, error) {
	viewed, failed := s.view(&messages.View{What: messages.ViewTotals})
	if failed != nil {
		return messages.Totals{}, errors.New("trackerhttp: ask for totals: " + failed.Reason)
	}
	return viewed.Totals, nil
}

// Close stops listening and closes idle connections. Requests in progress are answered until ctx ends; their
// connections are then closed.
func (s *Server) Close(ctx context.Context) error {
	s.closing.Store(true)
	close(s.stopped)
	err := s.options.Listener.Close()
	s.connections.closeIdle()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.work.Wait()
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		s.desk.stop()
		s.connections.closeAll()
		<-ended
	}
	s.desk.close()
	return err
}
