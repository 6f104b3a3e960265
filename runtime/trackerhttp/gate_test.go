package trackerhttp

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"swarm/actors/port"
	"swarm/messages"
)

func TestMain(m *testing.M) {
	// The library keeps the text of the Date field up to date for as long as the process lives.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"))
}

const patience = 10 * time.Second // of real time, for things that take milliseconds

// gate is a gate without actors: what is posted to the tracker goes to a script, which answers when it likes.
type gate struct {
	mu      sync.Mutex
	inboxes map[string]func(message any)
	made    int
	script  func(message any, reply func(any))
}

var trackerPID = newPID("tracker")

// newPID makes an address without the library that it is of: an edge knows only the port.
func newPID(id string) port.PID {
	pid := zero(port.PID(nil))
	pid.Id = id
	return pid
}

func zero[T any](*T) *T { return new(T) }

func newGate(script func(message any, reply func(any))) *gate {
	return &gate{inboxes: map[string]func(any){}, script: script}
}

func (g *gate) Post(to port.PID, message any) {
	if to.Equal(trackerPID) {
		var replyTo port.PID
		switch m := message.(type) {
		case *port.AskedTracker:
			replyTo = m.ReplyTo
		case *port.AskedSwarms:
			replyTo = m.ReplyTo
		case *port.AskedView:
			replyTo = m.ReplyTo
		}
		go g.script(message, func(reply any) { g.Post(replyTo, reply) })
		return
	}
	g.mu.Lock()
	receive := g.inboxes[to.Id]
	g.mu.Unlock()
	if receive != nil {
		receive(message)
	}
}

func (g *gate) Inbox(name string, receive func(message any)) port.PID {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inboxes[name] != nil {
		panic("the inbox is there already: " + name)
	}
	g.inboxes[name] = receive
	g.made++
	return newPID(name)
}

func (g *gate) CloseInbox(inbox port.PID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.inboxes, inbox.Id)
}

// open gives how many inboxes there are, and how many there have been.
func (g *gate) open() (now, ever int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.inboxes), g.made
}

// listen opens a free port.
func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := Listen("127.0.0.1:0")
	require.NoError(t, err)
	return listener
}

// serve starts a server on a free port that asks the script.
func serve(t *testing.T, g *gate, options Options) (*Server, string) {
	t.Helper()
	options.Listener, options.Gate, options.Tracker = listen(t), g, trackerPID
	options.HostNames = append(options.HostNames, "x")
	if options.Warn == nil {
		options.Warn = func(text string) { t.Error(text) }
	}
	s := Serve(options)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		require.NoError(t, s.Close(ctx))
		now, _ := g.open()
		require.Zero(t, now, "no inbox is left")
	})
	return s, "http://" + s.Addr().String()
}

// asker is a client with a mailbox.
type asker struct {
	t       *testing.T
	client  *Client
	gate    *gate
	pid     port.PID
	answers chan any
}

func newAsker(t *testing.T, url string, timeout time.Duration) *asker {
	t.Helper()
	a := &asker{t: t, gate: newGate(nil), answers: make(chan any, 1000)}
	a.pid = a.gate.Inbox("peer", func(message any) { a.answers <- message })
	var err error
	a.client, err = NewClient(ClientOptions{URL: url, Gate: a.gate, Timeout: timeout})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, a.client.Close())
		require.Empty(t, a.answers, "nothing was answered twice")
	})
	return a
}

func (a *asker) ask(ask messages.Ask) any {
	a.t.Helper()
	a.client.Ask(ask, a.pid)
	return a.answer()
}

func (a *asker) answer() any {
	a.t.Helper()
	select {
	case answer := <-a.answers:
		return answer
	case <-time.After(patience):
		a.t.Fatal("there is no answer")
		return nil
	}
}

func (a *asker) unreachable(ask messages.Ask) string {
	a.t.Helper()
	answer := a.ask(ask)
	require.IsType(a.t, &messages.Unreachable{}, answer)
	require.Equal(a.t, ask, answer.(*messages.Unreachable).Ask)
	return answer.(*messages.Unreachable).Cause
}

// freeAddress gives an address at which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

func hash(n int) messages.InfoHash { return messages.InfoHash{byte(n), 7} }

// echo answers each request with what a tracker would.
func echo(message any, reply func(any)) {
	switch m := message.(type) {
	case *port.AskedView:
		reply(&messages.Viewed{Totals: messages.Totals{Nodes: 1, Files: 2, Holdings: 3}})
	case *port.AskedTracker:
		switch ask := m.Ask.(type) {
		case *messages.Register:
			reply(&messages.Registered{Node: ask.Node, Token: "t" + ask.Token, Fresh: true})
		case *messages.Own:
			reply(&messages.Owned{Node: ask.Node})
		case *messages.Need:
			reply(&messages.Owners{InfoHash: ask.InfoHash})
		case *messages.Update:
			reply(&messages.Updated{Node: ask.Node, UploadFrequency: ask.Uploads})
		case *messages.Exit:
			reply(&messages.Exited{Node: ask.Node})
		default:
			panic(fmt.Sprintf("%T", ask))
		}
	}
}
