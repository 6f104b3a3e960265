package world

import (
	"swarm/actors/port"
	"swarm/messages"
)

// Restart starts a new incarnation of a node whose peer does not run.
func (n *Node) Restart() {
	if n.Alive() {
		panic("world: node " + n.id.String() + " is running")
	}
	ports := n.begin()
	n.peer = n.world.startPeer(n, ports)
	n.world.turns.drain()
}

// begin makes a new incarnation of a node, with its arms.
func (n *Node) begin() *port.Node {
	w := n.world
	n.births++
	n.life = &life{}
	n.socket = newSocket(n, n.life, n.random("socket"))
	w.trace.event(w.now, "start of node "+n.id.String())
	return &port.Node{ID: n.id, Settings: w.options.Settings, Clock: &clock{world: w, life: n.life}, Rand: n.random("node"),
		Network: n.socket, Store: &store{disk: n.disk, life: n.life}, Tracker: &client{node: n, life: n.life},
		Journal: &journal{world: w, life: n.life}}
}

// AddTracker starts the tracker, with what the one before it remembered.
func (w *World) AddTracker() {
	if w.tracker != nil && !w.tracker.life.over() {
		panic("world: the tracker is running")
	}
	w.births++
	host := &trackerHost{life: &life{}}
	w.trace.event(w.now, "start of the tracker")
	host.pid = w.startTracker(&port.TrackerNode{Settings: w.options.Settings, Clock: &clock{world: w, life: host.life},
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
	w.tracker.life.ended, w.tracker.life.at = true, w.now
	w.halt(w.tracker.pid)
}
