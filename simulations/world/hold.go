package world

// maxHeld is how much a node's held traffic may be, in packets and bursts: beyond, what comes is lost.
const maxHeld = 100_000

// hold is what does not get through to a node for now.
type hold struct {
	events []event // in the order in which they came
}

// Hold keeps what comes to the node at its door: nothing is lost, nothing arrives.
func (n *Node) Hold() {
	if n.held == nil {
		n.held = &hold{}
		n.disturbed("what comes to it is held")
	}
}

// Release lets all that was held come at once, in its order.
func (n *Node) Release() {
	if n.held == nil {
		return
	}
	for _, e := range n.held.events {
		n.world.plan(&n.site, n.world.now, e)
	}
	n.held = nil
	n.disturbed("what was held for it comes")
}

// holds keeps a packet or a burst at the door, if the door is shut; full tells that there is no room for it.
func (n *Node) holds(e event) (kept, full bool) {
	if n.held == nil {
		return false, false
	}
	if len(n.held.events) >= maxHeld {
		return false, true
	}
	n.held.events = append(n.held.events, e)
	return true, false
}
