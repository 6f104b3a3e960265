package world

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"time"

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

// ledger is the tracker's database. It outlives the tracker. A crash undoes the changes of the last port.LedgerDelay,
// which is as much as a database may lose.
type ledger struct {
	now      func() time.Duration
	nodes    map[messages.NodeID]messages.NodeRecord
	holdings map[holdingKey]messages.HoldingRecord
	recent   []change // the changes of the last port.LedgerDelay, and perhaps earlier ones
}

type holdingKey struct {
	node messages.NodeID
	file messages.InfoHash
}

// change is a change of the ledger that a crash may undo.
type change struct {
	at   time.Duration
	undo func(l *ledger)
}

func newLedger(now func() time.Duration) *ledger {
	return &ledger{now: now, nodes: map[messages.NodeID]messages.NodeRecord{},
		holdings: map[holdingKey]messages.HoldingRecord{}}
}

// changed records how a change that is made now is undone.
func (l *ledger) changed(undo func(l *ledger)) {
	if len(l.recent) > 0 && l.recent[0].at <= l.now()-port.LedgerDelay {
		l.recent = slices.Clone(l.young())
	}
	l.recent = append(l.recent, change{at: l.now(), undo: undo})
}

// young returns the changes that a crash undoes.
func (l *ledger) young() []change {
	first, _ := slices.BinarySearchFunc(l.recent, l.now()-port.LedgerDelay, func(c change, at time.Duration) int {
		if c.at <= at {
			return -1
		}
		return 1
	})
	return l.recent[first:]
}

// afterCrash returns the ledger as it is after a crash of the tracker.
func (l *ledger) afterCrash() *ledger {
	after := &ledger{now: l.now, nodes: maps.Clone(l.nodes), holdings: maps.Clone(l.holdings)}
	for _, c := range slices.Backward(l.young()) {
		c.undo(after)
	}
	return after
}

// PutNode stores a node.
func (p *ledgerPort) PutNode(record messages.NodeRecord) {
	old, known := p.ledger.nodes[record.Node]
	if p.incarnation.ended() || known && old == record {
		return
	}
	p.ledger.nodes[record.Node] = record
	p.ledger.changed(func(l *ledger) {
		if known {
			l.nodes[old.Node] = old
		} else {
			delete(l.nodes, record.Node)
		}
	})
}

// DropNode removes a node with all its holdings.
func (p *ledgerPort) DropNode(node messages.NodeID) {
	old, known := p.ledger.nodes[node]
	if p.incarnation.ended() || !known {
		return
	}
	for key := range p.ledger.holdings { // the order does not matter for a deletion
		if key.node == node {
			p.DropHolding(node, key.file)
		}
	}
	delete(p.ledger.nodes, node)
	p.ledger.changed(func(l *ledger) { l.nodes[node] = old })
}

// PutHolding stores that a node has a file, if the node is in the ledger.
func (p *ledgerPort) PutHolding(record messages.HoldingRecord) {
	if record.Holding.State == messages.HoldingNone {
		p.DropHolding(record.Node, record.Holding.InfoHash)
		return
	}
	if _, known := p.ledger.nodes[record.Node]; !known || p.incarnation.ended() {
		return
	}
	key := holdingKey{record.Node, record.Holding.InfoHash}
	old, known := p.ledger.holdings[key]
	p.ledger.holdings[key] = record
	p.ledger.changed(func(l *ledger) {
		if known {
			l.holdings[key] = old
		} else {
			delete(l.holdings, key)
		}
	})
}

// DropHolding removes one holding.
func (p *ledgerPort) DropHolding(node messages.NodeID, file messages.InfoHash) {
	key := holdingKey{node, file}
	old, known := p.ledger.holdings[key]
	if p.incarnation.ended() || !known {
		return
	}
	delete(p.ledger.holdings, key)
	p.ledger.changed(func(l *ledger) { l.holdings[key] = old })
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
