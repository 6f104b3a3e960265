package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// restore takes over stored state, as far as the limits allow.
func (t *Actor) restore(state messages.TrackerState) {
	for _, row := range state.Nodes {
		if t.nodes[row.Node] != nil || len(t.nodes) >= t.limits.Nodes {
			continue
		}
		n := &node{
			id: row.Node, addr: row.Addr, tokenHash: row.TokenHash, stored: true,
			frequency: row.UploadFrequency, credited: row.Credited,
		}
		t.roster.add(n, row.Addr.Addr())
		t.holdAddresses(n)
	}
	for _, row := range state.Holdings {
		n := t.nodes[row.Node]
		if n == nil || t.problemOf(row.Holding) != "" || row.Holding.State == messages.HoldingNone {
			continue
		}
		if t.limitReached(n, row.Holding.InfoHash) == "" {
			t.put(n, row.Holding)
		}
	}
}

// state returns everything that the tracker stores, ordered by node and then by file.
func (t *Actor) state() messages.TrackerState {
	var state messages.TrackerState
	ids, _ := t.ids.page(nil, len(t.nodes))
	for _, id := range ids {
		n := t.nodes[id]
		state.Nodes = append(state.Nodes, n.record())
		for _, h := range n.files {
			state.Holdings = append(state.Holdings, h.record())
		}
	}
	return state
}

// start spawns a lease for each restored node. A node that has not yet sent a REGISTER to this process counts as
// renewed now.
func (t *Actor) start(ctx port.Context) {
	ids, _ := t.ids.page(nil, len(t.nodes))
	for _, id := range ids {
		n := t.nodes[id]
		if n.renewed.IsZero() {
			n.renewed = t.ports.Clock.Now()
		}
		t.spawnLease(ctx, n)
	}
	t.setStockTimer(ctx, t.ports.Clock.Now())
}
