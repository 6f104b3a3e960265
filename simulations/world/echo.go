package world

import (
	"net/netip"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Echo = (*echo)(nil)

// echo is the datagram socket of one incarnation of the tracker. Its datagrams take as long as requests, and are lost
// in either direction as those of other nodes on the way to the node.
type echo struct {
	world       *World
	incarnation *incarnation
	random      *Rand // losses
	asked       map[port.Echoed]port.PID
}

// Prove sends one Hello.
func (e *echo) Prove(addr netip.AddrPort, nonce uint64, replyTo port.PID) {
	if e.incarnation.ended() {
		return
	}
	question := port.Echoed{Addr: addr, Nonce: nonce}
	e.asked[question] = replyTo
	n := e.world.nodeAt(addr)
	if n == nil || n.trackerCut {
		return
	}
	link := n.connection.link
	if e.random.chance(link.Loss) || e.random.chance(link.Corrupt) {
		return
	}
	e.world.plan(&n.site, e.world.now+e.delayTo(n), &hello{echo: e, to: n, question: question})
}

func (e *echo) delayTo(n *Node) time.Duration {
	return e.world.options.HTTPDelay + n.connection.link.Delay
}

// welcome takes in an answer.
func (e *echo) welcome(from netip.AddrPort, nonce uint64) {
	question := port.Echoed{Addr: from, Nonce: nonce}
	replyTo, open := e.asked[question]
	if !open || e.incarnation.ended() {
		return
	}
	delete(e.asked, question)
	e.world.system.Post(replyTo, &question)
}

// hello is a Hello of the tracker on its way to a node, which answers it.
type hello struct {
	echo     *echo
	to       *Node
	question port.Echoed
}

func (h *hello) happen() {
	n := h.to
	if !n.Alive() {
		return
	}
	if kept, full := n.holdBack(h); kept || full {
		return
	}
	if !n.receiveControl(messages.IPv4Headers + messages.HelloLength) {
		return
	}
	left, queued := n.sendWelcome()
	if queued && !n.trackerCut {
		w := n.world
		w.plan(&w.trackerSite, left+h.echo.delayTo(n), action(func() {
			h.echo.welcome(h.question.Addr, h.question.Nonce)
		}))
	}
}

// sendWelcome puts a Welcome on the uplink. It returns when it has left.
func (n *Node) sendWelcome() (left time.Duration, queued bool) {
	size, err := n.network().wireSize(&messages.Welcome{})
	if err != nil {
		panic("world: send a Welcome: " + err.Error())
	}
	return n.connection.sendControl(n.world.now, size)
}
