package world

// maxHeld is how many packets and bursts may be held for one node. Further ones are lost.
const maxHeld = 100_000

// heldTraffic is what has arrived for a node and was not delivered yet.
type heldTraffic struct {
	events []event // in the order of their arrival
}

// HoldTraffic holds all traffic that arrives for the node: nothing is lost and nothing is delivered until
// ReleaseTraffic.
func (n *Node) HoldTraffic() {
	if n.held == nil {
		n.held = &heldTraffic{}
		n.reportDisturbance("what comes to it is held")
	}
}

// ReleaseTraffic delivers everything that was held at once, in its order, and ends HoldTraffic.
func (n *Node) ReleaseTraffic() {
	if n.held == nil {
		return
	}
	for _, e := range n.held.events {
		n.world.plan(&n.site, n.world.now, e)
	}
	n.held = nil
	n.reportDisturbance("what was held for it comes")
}

// holdBack holds a packet or a burst if the node's traffic is held, and reports whether it did. full means that the
// traffic is held and the limit of maxHeld is reached: the event is lost.
func (n *Node) holdBack(e event) (kept, full bool) {
	if n.held == nil {
		return false, false
	}
	if len(n.held.events) >= maxHeld {
		return false, true
	}
	n.held.events = append(n.held.events, e)
	return true, false
}
