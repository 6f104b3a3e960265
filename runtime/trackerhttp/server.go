package trackerhttp

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// Options say where a server listens, and whom it asks. What is left zero takes a default.
type Options struct {
	Listen  string            // HOST:PORT; port 0 takes a free one
	Gate    port.Gate         //
	Tracker port.PID          // gets *port.AskedTracker and *port.AskedView
	Metrics http.Handler      // serves /metrics; nil: there is no such page
	Warn    func(text string) // takes faults of the server itself, at most one a second

	Connections int           // open at a time; default 8,192
	InFlight    int           // requests that wait for the tracker at a time; default 1,024
	Timeout     time.Duration // of the tracker's answer; default 4 s, which is less than a client waits
}

const (
	defaultConnections = 8192 // some 100 MB of buffers, and room for a small server's file descriptors
	defaultInFlight    = 1024
	defaultTimeout     = 4 * time.Second

	headerTimeout = 5 * time.Second  // for a request's header; who needs longer holds a connection for nothing
	readTimeout   = 10 * time.Second // for a whole request
	writeTimeout  = 15 * time.Second // from the end of the header to the end of the answer
	idleTimeout   = 60 * time.Second // three heartbeats of the specification (NODE_TIME_INTERVAL)
	headerBytes   = 8 << 10

	// bodyMemory bounds the bodies that net/http reads, all together: 32 of the longest.
	bodyMemory = 64 << 20

	// largeBody is the length from which bodies are decoded a few at a time, at most largeDecodes: encoding/json needs
	// several times the memory of the body.
	largeBody    = 16 << 10
	largeDecodes = 2
)

// Server is the tracker's HTTP side.
type Server struct {
	options  Options
	listener *listener
	lanes    lanes
	rest     *rest
	http     *http.Server
	faults   *faults
	desk     *desk
	bodies   memory
	decoding chan struct{} // one for each large body that is being decoded
	closing  atomic.Bool
	work     sync.WaitGroup // the goroutines that accept
}

// Serve starts a server. It listens when Serve returns.
func Serve(options Options) (*Server, error) {
	options = options.withDefaults()
	inner, err := net.Listen("tcp", options.Listen)
	if err != nil {
		return nil, listenError(options.Listen, err)
	}
	s := &Server{
		options:  options,
		listener: newListener(inner, options.Connections),
		lanes:    lanes{open: make(map[*lane]struct{})},
		rest:     newRest(inner.Addr()),
		faults:   &faults{warn: options.Warn},
		desk:     newDesk("trackerhttp/"+inner.Addr().String(), options),
		decoding: make(chan struct{}, largeDecodes),
	}
	s.bodies.release(bodyMemory)
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.handle),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          log.New(s.faults, "", 0),
	}
	s.work.Go(s.accept)
	s.work.Go(s.serveRest)
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Connections <= 0 {
		o.Connections = defaultConnections
	}
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

// serveRest serves what the lanes hand over. It ends when the server closes: rest has no other failure.
func (s *Server) serveRest() {
	if err := s.http.Serve(s.rest); !errors.Is(err, http.ErrServerClosed) {
		panic("trackerhttp: serve: " + err.Error())
	}
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.listener.inner.Addr() }

// Totals asks the tracker how much it holds, for metrics.
func (s *Server) Totals() (messages.Totals, error) {
	viewed, failed := s.view(&messages.View{What: messages.ViewTotals})
	if failed != nil {
		return messages.Totals{}, errors.New("trackerhttp: ask for totals: " + failed.Reason)
	}
	return viewed.Totals, nil
}

// Close stops listening, lets requests that are under way finish until ctx ends, and then cuts them off.
func (s *Server) Close(ctx context.Context) error {
	s.closing.Store(true)
	err := s.listener.close()
	s.lanes.wake()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.work.Wait()
		s.lanes.work.Wait()
	}()
	late := s.http.Shutdown(ctx)
	if late == nil {
		select {
		case <-ended:
		case <-ctx.Done():
			late = ctx.Err()
		}
	}
	if late != nil {
		s.desk.stop()
		s.lanes.cutOff()
		err = errors.Join(err, s.http.Close())
		<-ended
	}
	s.desk.close()
	return err
}

// listenError says what to do about an address that cannot be had.
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

// innermost strips what the caller says already: "listen tcp 127.0.0.1:80: bind: address already in use".
func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
