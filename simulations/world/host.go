package world

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// Restart starts a peer on a node where none is running.
func (n *Node) Restart() {
	if n.Alive() {
		panic("world: node " + n.id.String() + " is running")
	}
	ports := n.begin()
	n.peer = n.world.system.Peer(ports, port.PeerSpec{Token: n.disk.token, Listen: n.addr})
	n.world.byPeer[n.peer.Id] = n
	n.world.settle()
}

// begin begins a new incarnation of a node and returns its ports.
func (n *Node) begin() *port.Node {
	w := n.world
	n.starts++
	n.incarnation = &incarnation{}
	n.socket = newSocket(n, n.incarnation, n.random("socket"))
	w.trace.event(w.now, "start of node "+n.id.String())
	w.report(NodeStarted{At: messages.At{Node: n.id}})
	return &port.Node{ID: n.id, Settings: w.options.Settings,
		Clock: &clock{world: w, site: &n.site, incarnation: n.incarnation, skew: &n.skew}, Rand: n.random("node"),
		Network: n.socket, Store: &store{disk: n.disk, incarnation: n.incarnation},
		Tracker: newClient(n, n.incarnation),
		Tokens:  &store{disk: n.disk, incarnation: n.incarnation},
		Journal: &journal{world: w, incarnation: n.incarnation}}
}

// drainTime is for how long packets that a peer sent just before it stopped by itself may still leave: an operating
// system sends what is in a socket's buffer after the process has ended.
const drainTime = time.Second

// peerStopped ends the incarnation whose peer has stopped by itself: its process and its socket are gone.
func (w *World) peerStopped(pid port.PID) {
	n := w.byPeer[pid.Id]
	if n == nil || !n.Alive() || n.peer == nil || n.peer.Id != pid.Id {
		return
	}
	w.trace.event(w.now, "end of node "+n.id.String())
	n.incarnation.end(w.now + drainTime)
	n.socket = nil
	n.disk.lentBytes, n.disk.buffers = 0, 0
	w.report(NodeEnded{At: messages.At{Node: n.id}})
}

// AddTracker starts the tracker, with what is in its ledger.
func (w *World) AddTracker() {
	if w.tracker != nil && !w.tracker.ended() {
		panic("world: the tracker is running")
	}
	w.trackerStarts++
	host := &trackerHost{incarnation: &incarnation{}}
	w.trace.event(w.now, "start of the tracker")
	w.report(TrackerStarted{})
	node := &port.TrackerNode{Settings: w.options.Settings,
		Clock:   &clock{world: w, site: &w.trackerSite, incarnation: host.incarnation},
		Rand:    newRand(w.options.Seed, "tracker/"+messages.NodeID(w.trackerStarts).String()),
		Ledger:  &ledgerPort{ledger: w.ledger, incarnation: host.incarnation},
		Journal: &journal{world: w, incarnation: host.incarnation}}
	if !w.options.BelieveAddresses {
		node.Echo = &echo{world: w, incarnation: host.incarnation, asked: map[port.Echoed]port.PID{},
			random: newRand(w.options.Seed, "echo/"+messages.NodeID(w.trackerStarts).String())}
	}
	host.pid = w.system.Tracker(node, w.ledger.state())
	w.tracker = host
	w.dispatcher.drain()
}

// StopTracker kills the tracker, as kill -9 does. Its ledger stays, but for the changes of the last port.LedgerDelay.
func (w *World) StopTracker() {
	if w.tracker == nil || w.tracker.ended() {
		return
	}
	w.trace.event(w.now, "crash of the tracker")
	w.report(TrackerCrashed{})
	host := w.tracker
	host.incarnation.end(w.now)
	w.ledger = w.ledger.afterCrash()
	w.halt(host.pid)
}

// ForgetTracker erases the ledger. The tracker must not be running.
func (w *World) ForgetTracker() {
	w.trace.event(w.now, "the tracker's ledger is lost")
	w.ledger = newLedger(w.Now)
	w.report(TrackerForgot{})
}
