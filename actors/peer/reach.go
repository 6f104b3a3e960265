package peer

import (
	"fmt"

	"swarm/messages"
)

// noteReach tells the user when the tracker says that others cannot fetch from this node, and what to do. The user is
// told again when that changes.
func (a *Actor) noteReach(reach messages.Reach) {
	if reach == a.tracker.reach {
		return
	}
	a.tracker.reach = reach
	port, reason := a.spec.Listen.Port(), ""
	switch reach {
	case messages.ReachNone:
		reason = fmt.Sprintf("other nodes cannot fetch from this one: it receives no datagram that the tracker sends "+
			"to its UDP port %d: let UDP in at that port, or name another address: -advertise HOST", port)
	case messages.ReachLocal:
		reason = fmt.Sprintf("nodes on other hosts cannot fetch from this one: the tracker knows only a loopback or "+
			"link-local address of it, with UDP port %d: name another one: -advertise HOST", port)
	default:
		return
	}
	a.ports.Journal.Note(messages.NotReachable{At: a.at(), Reason: reason})
}
