package world

import (
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// Restart starts a new incarnation of a node whose peer does not run.
func (n *Node) Restart() {
	if n.Alive() {
		panic("world: node " + n.id.String() + " is running")
	}
	ports := n.begin()
	n.peer = n.world.system.Peer(ports, port.PeerSpec{Token: n.disk.token, Listen: n.addr})
	n.world.byPeer[n.peer.Id] = n
	n.world.turns.drain()
}

// begin makes a new incarnation of a node, with its arms.
func (n *Node) begin() *port.Node {
	w := n.world
	n.births++
	n.life = &life{}
	n.socket = newSocket(n, n.life, n.random("socket"))
	w.trace.event(w.now, "start of node "+n.id.String())
	w.tell(NodeStarted{At: messages.At{Node: n.id}})
	return &port.Node{ID: n.id, Settings: w.options.Settings, Clock: &clock{world: w, site: &n.site, life: n.life, skew: &n.skew}, Rand: n.random("node"),
		Network: n.socket, Store: &store{disk: n.disk, life: n.life}, Tracker: newClient(n, n.life),
		Tokens: &store{disk: n.disk, life: n.life}, Journal: &journal{world: w, life: n.life}}
}

// lastWords is for how long what a peer sent before it stopped by itself still leaves: the system empties the socket's
// buffer after the process has ended.
const lastWords = time.Second

// peerStopped ends the incarnation whose peer has stopped by itself: its process is gone, and its socket with it.
func (w *World) peerStopped(pid port.PID) {
	n := w.byPeer[pid.Id]
	if n == nil || !n.Alive() || n.peer == nil || n.peer.Id != pid.Id {
		return
	}
	w.trace.event(w.now, "end of node "+n.id.String())
	n.life.ended, n.life.at = true, w.now+lastWords
	n.socket = nil
	n.disk.lent, n.disk.buffers = 0, 0
	w.tell(NodeEnded{At: messages.At{Node: n.id}})
}

// AddTracker starts the tracker, with what the one before it remembered.
func (w *World) AddTracker() {
	if w.tracker != nil && !w.tracker.life.over() {
		panic("world: the tracker is running")
	}
	w.births++
	host := &trackerHost{life: &life{}}
	w.trace.event(w.now, "start of the tracker")
	w.tell(TrackerStarted{})
	host.pid = w.system.Tracker(&port.TrackerNode{Settings: w.options.Settings, Clock: &clock{world: w, site: &w.atTracker, life: host.life},
		Rand: newRand(w.options.Seed, "tracker/"+messages.NodeID(w.births).String()), Ledger: &pen{ledger: w.ledger, life: host.life},
		Journal: &journal{world: w, life: host.life}}, w.ledger.state())
	w.tracker = host
	w.turns.drain()
}

// StopTracker ends the tracker as kill -9 does. Its ledger stays.
func (w *World) StopTracker() {
	if w.tracker == nil || w.tracker.life.over() {
		return
	}
	w.trace.event(w.now, "crash of the tracker")
	w.tell(TrackerCrashed{})
	w.tracker.life.ended, w.tracker.life.at = true, w.now
	w.halt(w.tracker.pid)
}

// ForgetTracker wipes the ledger of a tracker that does not run.
func (w *World) ForgetTracker() {
	w.trace.event(w.now, "the tracker's ledger is lost")
	w.ledger = newLedger()
	w.tell(TrackerForgot{})
}
