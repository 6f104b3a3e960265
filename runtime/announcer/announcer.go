package announcer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wording"
)

const (
	// timeout is how long one announce may take.
	timeout = 60 * time.Second
	// maxAnnounces is how many announces may be on their way at a time. Others wait.
	maxAnnounces = 16
	// maxWaiting bounds those that are on their way or wait. A node has at most a thousand files.
	maxWaiting = 4096
)

// Announcer announces to trackers.
type Announcer struct {
	gate    port.Gate
	agent   string
	client  *http.Client
	slots   chan struct{}
	context context.Context // ends with Stop
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu      sync.Mutex
	waiting int
	ended   bool
}

var _ port.Announcer = (*Announcer)(nil)

// New returns an announcer. agent is what it calls itself over HTTP.
func New(gate port.Gate, agent string) *Announcer {
	a := &Announcer{gate: gate, agent: agent, client: newClient(), slots: make(chan struct{}, maxAnnounces)}
	a.context, a.cancel = context.WithCancel(context.Background())
	return a
}

// Stop ends all announces, after a moment in which those that say goodbye may leave.
func (a *Announcer) Stop() {
	a.mu.Lock()
	a.ended = true
	a.mu.Unlock()
	done := make(chan struct{})
	go func() {
		a.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(farewell):
	}
	a.cancel()
	<-done
	a.client.CloseIdleConnections()
}

// farewell is how long Stop waits for announces that are on their way.
const farewell = time.Second

// Announce implements port.Announcer.
func (a *Announcer) Announce(tracker string, announce messages.Announce, trackerID string, replyTo port.PID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return
	}
	if a.waiting >= maxWaiting {
		a.gate.Post(replyTo, failure(tracker, errors.New("too many announces wait")))
		return
	}
	a.waiting++
	a.running.Go(func() {
		a.gate.Post(replyTo, a.ask(tracker, announce, trackerID))
		a.mu.Lock()
		defer a.mu.Unlock()
		a.waiting--
	})
}

// ask sends one announce, and returns what to post.
func (a *Announcer) ask(tracker string, announce messages.Announce, trackerID string) any {
	ctx, cancel := context.WithTimeout(a.context, timeout)
	defer cancel()
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return failure(tracker, ctx.Err())
	}
	at, err := url.Parse(tracker)
	if err != nil {
		return failure(tracker, err)
	}
	var answer messages.Announced
	var failed *messages.AnnounceFailed
	switch at.Scheme {
	case "http", "https":
		answer, failed, err = a.overHTTP(ctx, tracker, announce, trackerID)
	case "udp":
		answer, failed, err = overUDP(ctx, at, announce)
	default:
		err = fmt.Errorf("a tracker with %s:// is not supported: only http, https and udp are", wording.Clip(at.Scheme))
	}
	switch {
	case err != nil:
		return failure(tracker, err)
	case failed != nil:
		return &port.StockAnnounceFailed{URL: tracker, AnnounceFailed: *failed}
	}
	return &port.StockAnnounced{URL: tracker, Hash: announce.Hash, Announced: answer}
}

// failure returns what to post after an error. It leaves out the URL of an announce, which may have a secret key.
func failure(tracker string, err error) *port.StockAnnounceFailed {
	if withURL, ok := errors.AsType[*url.Error](err); ok {
		err = withURL.Err
	}
	return &port.StockAnnounceFailed{URL: tracker, AnnounceFailed: messages.AnnounceFailed{Reason: err.Error()}}
}
