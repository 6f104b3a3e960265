package tracker

import (
	"fmt"
	"net/netip"

	"swarm/actors/port"
	"swarm/messages"
)

// admit makes sure that a node may register from an address. If it may not, admit says why. A full tracker evicts a
// newcomer.
func (t *Actor) admit(ctx port.Context, from netip.Addr) (full string) {
	atAddress, atNetwork := t.count(from)
	perAddress := t.nodesPerAddress(from)
	switch {
	case atAddress >= perAddress:
		return fmt.Sprintf("%d nodes have registered from %v, the most that the tracker takes from one address: stop "+
			"some of them, or raise tracker.nodes_per_address", atAddress, from)
	case atNetwork >= perAddress*addressesPerNetwork:
		return fmt.Sprintf("%d nodes have registered from the network %v, the most that the tracker takes from "+
			"one: stop some of them, or raise tracker.nodes_per_address", atNetwork, networkOf(from))
	case len(t.nodes) < t.limits.Nodes:
		return ""
	}
	victim := t.victim(t.ports.Rand)
	if victim == nil {
		return fmt.Sprintf("the tracker has %d nodes, the most it takes: try again later", len(t.nodes))
	}
	t.forget(victim)
	ctx.Stop(victim.lease)
	t.ports.Journal.Note(messages.NodeExpired{AtTracker: about(victim.id)})
	return ""
}

// nodesPerAddress returns how many nodes may register from an address.
func (t *Actor) nodesPerAddress(from netip.Addr) int {
	limit := t.ports.Settings.NodesPerAddress
	if limit == 0 {
		return t.limits.Nodes
	}
	if from.IsLoopback() {
		return max(limit, loopbackNodes)
	}
	return limit
}
