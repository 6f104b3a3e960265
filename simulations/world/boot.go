package world

import (
	"swarm/actors/port"
	"swarm/messages"
)

func (w *World) startPeer(n *Node, ports *port.Node) port.PID { panic("world: no peer yet") }
func (w *World) startTracker(node *port.TrackerNode, state messages.TrackerState) port.PID {
	panic("world: no tracker yet")
}
