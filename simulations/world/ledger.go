package world

import (
	"bytes"
	"cmp"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Ledger = (*ledgerPort)(nil)

// ledgerPort gives one incarnation of the tracker access to the ledger. It ignores writes after the incarnation has
// ended.
type ledgerPort struct {
	ledger      *ledger
	incarnation *incarnation
}

// ledger is the tracker's database. It outlives the tracker, and stores every write at once.
type ledger struct {
	nodes    map[messages.NodeID]messages.NodeRecord
	holdings map[holdingKey]messages.HoldingRecord
}

type holdingKey struct {
	node messages.NodeID
	file messages.InfoHash
}

func newLedger() *ledger {
	return &ledger{nodes: map[messages.NodeID]messages.NodeRecord{}, holdings: map[holdingKey]messages.HoldingRecord{}}
}

// PutNode stores a node.
func (p *ledgerPort) PutNode(record messages.NodeRecord) {
	if !p.incarnation.ended() {
		p.ledger.nodes[record.Node] = record
	}
}

// DropNode removes a node with all its holdings.
func (p *ledgerPort) DropNode(node messages.NodeID) {
	if p.incarnation.ended() {
		return
	}
	delete(p.ledger.nodes, node)
	for key := range p.ledger.holdings { // the order does not matter for a deletion
		if key.node == node {
			delete(p.ledger.holdings, key)
		}
	}
}

// PutHolding stores that a node has a file, if the node is in the ledger.
func (p *ledgerPort) PutHolding(record messages.HoldingRecord) {
	if record.Holding.State == messages.HoldingNone {
		p.DropHolding(record.Node, record.Holding.InfoHash)
		return
	}
	if _, known := p.ledger.nodes[record.Node]; known && !p.incarnation.ended() {
		p.ledger.holdings[holdingKey{record.Node, record.Holding.InfoHash}] = record
	}
}

// DropHolding removes one holding.
func (p *ledgerPort) DropHolding(node messages.NodeID, file messages.InfoHash) {
	if !p.incarnation.ended() {
		delete(p.ledger.holdings, holdingKey{node, file})
	}
}

// state returns everything that is stored, in a fixed order.
func (l *ledger) state() messages.TrackerState {
	var state messages.TrackerState
	for _, record := range l.nodes {
		state.Nodes = append(state.Nodes, record)
	}
	for _, record := range l.holdings {
		state.Holdings = append(state.Holdings, record)
	}
	slices.SortFunc(state.Nodes, func(a, b messages.NodeRecord) int { return cmp.Compare(a.Node, b.Node) })
	slices.SortFunc(state.Holdings, func(a, b messages.HoldingRecord) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), bytes.Compare(a.Holding.InfoHash[:], b.Holding.InfoHash[:]))
	})
	return state
}
