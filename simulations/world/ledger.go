package world

import (
	"bytes"
	"cmp"
	"slices"

	"swarm/actors/port"
	"swarm/messages"
)

var _ port.Ledger = (*pen)(nil)

// pen is the ledger in the hands of one incarnation of the tracker; the dead write nothing.
type pen struct {
	ledger *ledger
	life   *life
}

// ledger is the tracker's memory across its incarnations. It keeps everything at once.
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

// PutNode remembers a node.
func (p *pen) PutNode(record messages.NodeRecord) {
	if !p.life.over() {
		p.ledger.nodes[record.Node] = record
	}
}

// DropNode forgets a node with all its holdings.
func (p *pen) DropNode(node messages.NodeID) {
	if p.life.over() {
		return
	}
	delete(p.ledger.nodes, node)
	for key := range p.ledger.holdings { // the order reaches nobody
		if key.node == node {
			delete(p.ledger.holdings, key)
		}
	}
}

// PutHolding remembers one owner of one file, if there is such a node.
func (p *pen) PutHolding(record messages.HoldingRecord) {
	if record.Holding.State == messages.HoldingNone {
		p.DropHolding(record.Node, record.Holding.InfoHash)
		return
	}
	if _, known := p.ledger.nodes[record.Node]; known && !p.life.over() {
		p.ledger.holdings[holdingKey{record.Node, record.Holding.InfoHash}] = record
	}
}

// DropHolding forgets one.
func (p *pen) DropHolding(node messages.NodeID, file messages.InfoHash) {
	if !p.life.over() {
		delete(p.ledger.holdings, holdingKey{node, file})
	}
}

// state gives all that is remembered, in a fixed order.
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
