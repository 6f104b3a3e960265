package bittorrent

import (
	"bufio"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
	"swarm/messages/peerwire"
)

const waitLimit = 20 * time.Second

var testSwarm = port.Swarm{File: messages.File{InfoHash: messages.InfoHash{7, 1}, Name: "file", Length: 1 << 20,
	PieceLength: 64 << 10}, Hashes: []messages.Hash20{{1, 2, 3}}, Info: make([]byte, 40_000)}

// host is an edge with a published torrent, whose connections are started at once.
type host struct {
	*Edge
	gate *holdingGate
	t    testing.TB

	conns  chan port.Connection
	closed chan *port.StockClosed
	spoke  chan *port.StockSpoke // what was read; the gate holds their credit while hold is set
}

// holdingGate is a gate that does not release credit while it holds.
type holdingGate struct {
	*porttest.Gate
	mu   sync.Mutex
	hold bool
	held []port.Credited
}

func (g *holdingGate) Post(to port.PID, message any) {
	g.mu.Lock()
	credited, is := message.(port.Credited)
	if hold := g.hold && is; hold {
		g.held = append(g.held, credited)
		message = &heldMessage{message}
	}
	g.mu.Unlock()
	g.Gate.Post(to, message)
}

// heldMessage hides that a message has credit.
type heldMessage struct{ message any }

// release releases all credit that is held, and returns how many messages had some.
func (g *holdingGate) release() int {
	g.mu.Lock()
	held := g.held
	g.held = nil
	g.mu.Unlock()
	for _, credited := range held {
		credited.Release()
	}
	return len(held)
}

func newHost(t testing.TB, swarm port.Swarm, adjust func(*timing)) *host {
	t.Helper()
	gate := &holdingGate{Gate: porttest.NewGate()}
	h := &host{gate: gate, t: t, conns: make(chan port.Connection, 1024), closed: make(chan *port.StockClosed, 1024),
		spoke: make(chan *port.StockSpoke, 1<<16)}
	timing := usualTiming
	if adjust != nil {
		adjust(&timing)
	}
	h.Edge = newEdgeWith(t, gate, "127.0.0.1", timing)
	remote := gate.Inbox("remote", func(message any) {
		if held, is := message.(*heldMessage); is {
			message = held.message
		}
		switch message := message.(type) {
		case *port.StockSpoke:
			h.spoke <- message
		case *port.StockClosed:
			h.closed <- message
		}
	})
	h.PublishSwarm(swarm, gate.Inbox("contacts", func(message any) {
		c := message.(*port.StockConnected).Connection
		c.Start(remote)
		h.conns <- c
	}))
	return h
}

// stranger is a plain TCP connection to an edge.
type stranger struct {
	net.Conn
	buffered *bufio.Reader
	t        testing.TB
}

// Read reads what has arrived.
func (s *stranger) Read(data []byte) (int, error) { return s.buffered.Read(data) }

func (h *host) stranger() *stranger {
	h.t.Helper()
	conn, err := net.Dial("tcp", addressOf(h.Edge).String())
	require.NoError(h.t, err)
	h.t.Cleanup(func() { _ = conn.Close() })
	require.NoError(h.t, conn.SetDeadline(time.Now().Add(waitLimit)))
	return &stranger{Conn: conn, buffered: bufio.NewReader(conn), t: h.t}
}

// greeted returns a stranger after the handshake, and the connection of the edge.
func (h *host) greeted(handshake peerwire.Handshake) (*stranger, port.Connection) {
	h.t.Helper()
	s := h.stranger()
	handshake.Hash = testSwarm.Hashes[0]
	s.send(peerwire.AppendHandshake(nil, handshake))
	reply := make([]byte, peerwire.HandshakeLength)
	_, err := io.ReadFull(s, reply)
	require.NoError(h.t, err)
	return s, receive(h.t, h.conns)
}

func receive[T any](t testing.TB, from chan T) T {
	t.Helper()
	select {
	case message := <-from:
		return message
	case <-time.After(waitLimit):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// send sends bytes. The edge may have closed the connection.
func (s *stranger) send(data []byte) { _, _ = s.Write(data) }

func (s *stranger) tell(messages ...peerwire.Message) {
	var data []byte
	for _, m := range messages {
		data = peerwire.AppendMessage(data, m)
	}
	s.send(data)
}

// requireClosed fails the test unless the edge closes the connection without another byte.
func (s *stranger) requireClosed() {
	s.t.Helper()
	n, err := s.Read(make([]byte, 1))
	require.Zero(s.t, n)
	require.Error(s.t, err)
	require.NotErrorIs(s.t, err, os.ErrDeadlineExceeded, "the connection is closed")
}

// next reads one frame.
func (s *stranger) next() peerwire.Message {
	s.t.Helper()
	var data []byte
	for {
		m, taken, err := peerwire.Next(data, testSwarm.File.Pieces())
		require.NoError(s.t, err)
		if taken > 0 {
			return m
		}
		next, err := s.buffered.ReadByte()
		require.NoError(s.t, err)
		data = append(data, next)
	}
}
