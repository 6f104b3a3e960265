package trackerudp

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
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
)

// echo proves addresses.
type echo struct {
	edge    *Edge
	four    *socket // to send to IPv4 addresses; nil: the host has none
	six     *socket
	waiting chan hello

	mu    sync.Mutex
	asked map[port.Echoed]asker
	swept time.Time // when old questions were last dropped
}

// hello is a Hello to be sent.
type hello struct {
	addr  netip.AddrPort
	nonce uint64
}

// asker is who is told of an answer.
type asker struct {
	replyTo port.PID
	at      time.Time
}

// openEcho chooses the sockets that send Hellos: those for announces, if they reach every host; else further ones.
func (e *Edge) openEcho() error {
	h := &echo{edge: e, waiting: make(chan hello, maxWaiting), asked: make(map[port.Echoed]asker)}
	if !slices.ContainsFunc(e.sockets, func(s *socket) bool { return s.anyIP }) {
		sockets, err := e.openForHellos()
		if err != nil {
			return errors.Join(fmt.Errorf("%w: set tracker.echo to off if the tracker may not use UDP", err),
				e.closeSockets())
		}
		e.sockets = append(e.sockets, sockets...)
	}
	for _, s := range e.sockets {
		switch {
		case s.anyIP && s.ipv6:
			h.six = s
		case s.anyIP:
			h.four = s
		}
	}
	e.echo = h
	return nil
}

// openForHellos opens sockets that reach every host. They have the port of the tracker, if it is free for all families
// of the host, because a firewall may let it through.
func (e *Edge) openForHellos() ([]*socket, error) {
	free, err := openBoth(0)
	if err != nil || len(e.sockets) > 0 {
		return free, err
	}
	preferred, err := openBoth(e.options.Listen.Port())
	if err != nil || len(preferred) < len(free) {
		return free, closeAll(preferred)
	}
	return preferred, closeAll(free)
}

// Prove implements port.Echo. It never blocks: a Hello that finds the queue full is lost.
func (e *Edge) Prove(addr netip.AddrPort, nonce uint64, replyTo port.PID) {
	if !e.echo.remember(port.Echoed{Addr: addr, Nonce: nonce}, replyTo) {
		return
	}
	select {
	case e.echo.waiting <- hello{addr: addr, nonce: nonce}:
	default:
	}
}

// remember notes who asked, and reports whether there was space for it.
func (h *echo) remember(key port.Echoed, replyTo port.PID) bool {
	now := time.Now()
	h.mu.Lock()
	defer h.mu.Unlock()
	if now.Sub(h.swept) >= answerTime {
		h.swept = now
		for old, a := range h.asked {
			if now.Sub(a.at) >= answerTime {
				delete(h.asked, old)
			}
		}
	}
	if _, known := h.asked[key]; !known && len(h.asked) >= maxAsked {
		return false
	}
	h.asked[key] = asker{replyTo: replyTo, at: now}
	return true
}

// send sends the Hellos. An error concerns one address, which is then not proven.
func (h *echo) send() {
	var buffer []byte
	for {
		select {
		case <-h.edge.closed:
			return
		case question := <-h.waiting:
			datagram, err := wire.Append(buffer[:0], &messages.Hello{Nonce: question.nonce})
			if err != nil {
				panic("trackerudp: encode a Hello: " + err.Error())
			}
			buffer = datagram
			through := h.four
			if question.addr.Addr().Is6() {
				through = h.six
			}
			if through != nil {
				_, _ = through.conn.WriteToUDPAddrPort(datagram, question.addr)
			}
		}
	}
}

// welcome reports whether a datagram is one of a node, and posts the answer to a question.
func (e *Edge) welcome(datagram []byte, from netip.AddrPort) bool {
	if e.echo == nil {
		return false
	}
	packet, err := wire.Parse(datagram)
	if err != nil {
		return false
	}
	if answer, ok := packet.(*messages.Welcome); ok {
		e.echo.answered(port.Echoed{Addr: from, Nonce: answer.Nonce})
	}
	return true
}

// answered posts the answer to a question, if it was asked.
func (h *echo) answered(key port.Echoed) {
	h.mu.Lock()
	a, open := h.asked[key]
	delete(h.asked, key)
	h.mu.Unlock()
	if open {
		h.edge.options.Gate.Post(a.replyTo, &key)
	}
}
