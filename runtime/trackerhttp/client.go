package trackerhttp

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// ClientOptions describe a client.
type ClientOptions struct {
	URL     string        // http://HOST:PORT, with the prefix under which a web server publishes the tracker, if any
	Gate    port.Gate     // posts the answers
	Timeout time.Duration // of one request, at first; default 5 s. It grows while the tracker is slow

	// Torrent returns the torrent of a file that the node owns, for the tracker to keep, or false. nil: none is handed
	// over.
	Torrent func(file messages.InfoHash) ([]byte, bool)
}

const (
	defaultClientTimeout = 5 * time.Second

	// queueLength is far more than a node's actors ask at a time: one heartbeat, and a NEED for each download.
	queueLength = 256

	// needWorkers ask NEED at a time. All else, which changes what the tracker knows, is asked one by one, in order: a
	// "whole" must not be overtaken by the "part" before it.
	needWorkers = 2

	// keepIdle is less than the server's idleTimeout, so that no request is sent into a connection that the server is
	// about to close.
	keepIdle = 45 * time.Second

	// replyBytes is several times what maxOwners owners take.
	replyBytes = 1 << 20
)

// Client is a node's way to its tracker.
type Client struct {
	url     *url.URL
	gate    port.Gate
	timeout answerTimeout
	listing listing
	http    *http.Client
	changes chan task
	needs   chan task
	handing handing
	work    sync.WaitGroup
	stop    context.CancelFunc

	mu     sync.RWMutex
	closed bool // invariant: true before changes and needs are closed
}

var _ port.Tracker = (*Client)(nil)

// task is a request that waits.
type task struct {
	ask     messages.Ask
	replyTo port.PID
}

// NewClient makes a client; nothing is sent before the first Ask.
func NewClient(options ClientOptions) (*Client, error) {
	if err := CheckURL(options.URL); err != nil {
		return nil, err
	}
	u, err := url.Parse(strings.TrimSpace(options.URL))
	if err != nil {
		return nil, err
	}
	if options.Timeout <= 0 {
		options.Timeout = defaultClientTimeout
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &Client{
		url:     &url.URL{Scheme: strings.ToLower(u.Scheme), Host: u.Host, Path: prefixOf(u.Path)},
		gate:    options.Gate,
		timeout: answerTimeout{least: options.Timeout},
		http:    newHTTPClient(),
		changes: make(chan task, queueLength),
		needs:   make(chan task, queueLength),
		stop:    stop,
	}
	if options.Torrent != nil {
		c.handing = handing{torrent: options.Torrent, wanted: make(chan handed, messages.MaxHoldings)}
	}
	c.work.Go(func() { c.serve(ctx, c.changes) })
	for range needWorkers {
		c.work.Go(func() { c.serve(ctx, c.needs) })
	}
	if options.Torrent != nil {
		c.work.Go(func() { c.handOver(ctx) })
	}
	return c, nil
}

// newHTTPClient makes a client without proxy: the tracker must see the address of the node, not that of a proxy.
func newHTTPClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            (&net.Dialer{KeepAlive: keepIdle}).DialContext,
			MaxIdleConnsPerHost:    1 + needWorkers,
			MaxConnsPerHost:        2 + needWorkers, // one for torrents
			IdleConnTimeout:        keepIdle,
			MaxResponseHeaderBytes: headerBytes,
			DisableCompression:     true, // answers are small, and none may unfold into a big one
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Ask implements port.Tracker.
func (c *Client) Ask(ask messages.Ask, replyTo port.PID) {
	queue := c.changes
	if ask.Mode() == messages.ModeNeed {
		queue = c.needs
	}
	cause := "the node is leaving"
	c.mu.RLock()
	if !c.closed {
		select {
		case queue <- task{ask, replyTo}:
			c.mu.RUnlock()
			return
		default:
			cause = "too many requests wait for the tracker already"
		}
	}
	c.mu.RUnlock()
	c.gate.Post(replyTo, &messages.Unreachable{Ask: ask, Cause: cause})
}

// serve does the tasks of one queue, one after the other.
func (c *Client) serve(ctx context.Context, queue <-chan task) {
	for t := range queue {
		reply := c.try(ctx, t.ask)
		c.handing.answered(t.ask, reply)
		c.gate.Post(t.replyTo, reply)
	}
}

// Serves implements port.Tracker. A torrent that was made beside its tracker may name it by a loopback address, which
// means nothing on another host: there, it is taken for the tracker that the user chose.
func (c *Client) Serves(announce string) bool {
	if messages.SameTracker(c.url.String(), announce) {
		return true
	}
	own, err := messages.ParseOrigin(c.url.String())
	named, problem := messages.ParseOrigin(announce)
	return err == nil && problem == nil && named.Host == "localhost" && own.Host != "localhost"
}

// Close ends the client. Requests in progress and in the queues are answered with *messages.Unreachable before Close
// returns. If the tracker may still list the node, Close sends an EXIT and waits a second for it at most. Close never
// fails. It returns an error because io.Closer does.
func (c *Client) Close() error {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.changes)
		close(c.needs)
	}
	c.mu.Unlock()
	c.stop()
	c.work.Wait()
	c.leave()
	c.http.CloseIdleConnections()
	return nil
}
