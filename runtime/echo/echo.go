package echo

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/wire"
)

const (
	// maxWaiting bounds the Hellos that wait to be sent, as the tracker sends at most so many in a second.
	maxWaiting = 8192
	// maxAsked and answerTime bound the questions that are remembered, at 80 bytes each. An answer that comes later
	// than answerTime is dropped.
	maxAsked   = 64 << 10
	answerTime = 10 * time.Second
	// maxDatagram is longer than a Welcome: a datagram that fills the buffer is none.
	maxDatagram = 128
	// pauseAfterError keeps a lasting error from using a whole core.
	pauseAfterError = 50 * time.Millisecond
)

// Echo is a UDP socket that proves addresses. Its methods are safe for concurrent use.
type Echo struct {
	conn    *net.UDPConn
	gate    port.Gate
	waiting chan question
	running sync.WaitGroup
	stopped atomic.Bool
	closed  chan struct{}

	mu    sync.Mutex
	asked map[port.Echoed]asker
	swept time.Time // when old questions were last dropped
}

var _ port.Echo = (*Echo)(nil)

// question is a Hello to be sent.
type question struct {
	addr  netip.AddrPort
	nonce uint64
}

// asker is who is told of an answer.
type asker struct {
	replyTo port.PID
	at      time.Time
}

// Open opens a socket on all addresses, at a port if it is free, else at another one, and starts its goroutines.
func Open(gate port.Gate, preferred uint16) (*Echo, error) {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{Port: int(preferred)})
	if err != nil && preferred != 0 {
		conn, err = net.ListenUDP("udp", &net.UDPAddr{})
	}
	if err != nil {
		return nil, fmt.Errorf("echo: listen for datagrams: %w: set tracker.echo to off if the tracker may not use UDP",
			err)
	}
	e := &Echo{conn: conn, gate: gate, waiting: make(chan question, maxWaiting), closed: make(chan struct{}),
		asked: make(map[port.Echoed]asker)}
	e.running.Go(e.send)
	e.running.Go(e.receive)
	return e, nil
}

// Addr returns the address that the socket is bound to.
func (e *Echo) Addr() netip.AddrPort { return e.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

// Close ends the goroutines. Nothing is posted after it returns.
func (e *Echo) Close() error {
	if e.stopped.Swap(true) {
		return nil
	}
	close(e.closed)
	err := e.conn.Close()
	e.running.Wait()
	return err
}

// Prove implements port.Echo. It never blocks: a Hello that finds the queue full is lost.
func (e *Echo) Prove(addr netip.AddrPort, nonce uint64, replyTo port.PID) {
	if !e.remember(port.Echoed{Addr: addr, Nonce: nonce}, replyTo) {
		return
	}
	select {
	case e.waiting <- question{addr: addr, nonce: nonce}:
	default:
	}
}

// remember notes who asked, and reports whether there was space for it.
func (e *Echo) remember(key port.Echoed, replyTo port.PID) bool {
	now := time.Now()
	e.mu.Lock()
	defer e.mu.Unlock()
	if now.Sub(e.swept) >= answerTime {
		e.swept = now
		for old, a := range e.asked {
			if now.Sub(a.at) >= answerTime {
				delete(e.asked, old)
			}
		}
	}
	if _, known := e.asked[key]; !known && len(e.asked) >= maxAsked {
		return false
	}
	e.asked[key] = asker{replyTo: replyTo, at: now}
	return true
}

// send sends the Hellos. An error concerns one address, which is then not proven.
func (e *Echo) send() {
	var buffer []byte
	for {
		select {
		case <-e.closed:
			return
		case q := <-e.waiting:
			datagram, err := wire.Append(buffer[:0], &messages.Hello{Nonce: q.nonce})
			if err != nil {
				panic("echo: encode a Hello: " + err.Error())
			}
			buffer = datagram
			_, _ = e.conn.WriteToUDPAddrPort(datagram, q.addr)
		}
	}
}

// receive reads datagrams until the socket is closed.
func (e *Echo) receive() {
	buffer := make([]byte, maxDatagram)
	for {
		length, from, err := e.conn.ReadFromUDPAddrPort(buffer)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			select {
			case <-time.After(pauseAfterError):
			case <-e.closed:
				return
			}
		case length < maxDatagram:
			e.handle(buffer[:length], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()))
		}
	}
}

// handle posts the answer to a question, and drops everything else.
func (e *Echo) handle(datagram []byte, from netip.AddrPort) {
	packet, err := wire.Parse(datagram)
	if err != nil {
		return
	}
	welcome, ok := packet.(*messages.Welcome)
	if !ok {
		return
	}
	key := port.Echoed{Addr: from, Nonce: welcome.Nonce}
	e.mu.Lock()
	a, open := e.asked[key]
	delete(e.asked, key)
	e.mu.Unlock()
	if open {
		e.gate.Post(a.replyTo, &key)
	}
}
