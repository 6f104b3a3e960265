package porttest

import (
	"bytes"
	"cmp"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// LedgerArm is a tracker's database under test. It is empty.
type LedgerArm struct {
	Arm
	Ledger port.Ledger
	// Reopen closes the database in order and opens it again. With damage, its files are damaged in between.
	Reopen func(damage bool) (port.Ledger, messages.TrackerState)
	// Stored returns what the database would hold after opening if the process were killed now.
	Stored func() messages.TrackerState
	// Late is how much later than port.LedgerDelay a change may be written, because the machine is busy.
	Late time.Duration
}

// LedgerSuite tests that a database keeps the contract of port.Ledger. begin makes a new database for each test.
func LedgerSuite(t *testing.T, begin func(t *testing.T) LedgerArm) {
	for name, test := range map[string]func(l *ledgerTest){
		"records survive reopening":               putIsFound,
		"the last put wins":                       lastPutWins,
		"dropped records are removed":             droppedIsRemoved,
		"dropping a missing record has no effect": dropNothing,
		"dropping a node drops its holdings":      dropNode,
		"a node that returns has no holdings":     nodeReturns,
		"a holding of an unknown node is ignored": holdingWithoutNode,
		"a holding of state none removes it":      holdingOfNothing,
		"records are written soon":                writtenSoon,
		"a kill loses the last moment at most":    killLosesLastMoment,
		"the files are consistent at any time":    alwaysConsistent,
		"a damaged database opens empty":          damaged,
		"puts after the end have no effect":       putAfterEnd,
	} {
		t.Run(name, func(t *testing.T) {
			l := &ledgerTest{LedgerArm: begin(t), t: t}
			test(l)
		})
	}
}

// ledgerTest is one test of a database.
type ledgerTest struct {
	LedgerArm
	t *testing.T
}

// nodeRecord returns the record of a node, with the largest possible numbers.
func nodeRecord(id messages.NodeID) messages.NodeRecord {
	addr := netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", uint16(id)))
	if id%2 == 0 {
		addr = netip.AddrFrom4([4]byte{10, 0, byte(id >> 8), byte(id)})
	}
	return messages.NodeRecord{Node: id, Addr: netip.AddrPortFrom(addr, 65535), TokenHash: [32]byte{byte(id), 31: 0xFF},
		UploadFrequency: 1<<64 - 1 - uint64(id), Credited: uint64(id)}
}

func holdingRecord(node messages.NodeID, file byte, state messages.HoldingState) messages.HoldingRecord {
	return messages.HoldingRecord{Node: node, Holding: messages.Holding{InfoHash: messages.InfoHash{file, 31: 0xFF},
		Name: fmt.Sprintf("<film \"%d\"> \u65e5.mkv", file), Length: 1<<63 - 1 - int64(file), State: state}}
}

// put stores nodes and holdings.
func (l *ledgerTest) put(rows ...any) {
	for _, row := range rows {
		switch row := row.(type) {
		case messages.NodeRecord:
			l.Ledger.PutNode(row)
		case messages.HoldingRecord:
			l.Ledger.PutHolding(row)
		}
	}
}

// requireRows reopens the database, and fails the test unless it has exactly these rows.
func (l *ledgerTest) requireRows(rows ...any) {
	l.t.Helper()
	var state messages.TrackerState
	l.Ledger, state = l.Reopen(false)
	if got, want := inOrder(state), inOrder(stateOf(rows...)); !reflect.DeepEqual(got, want) {
		l.t.Fatalf("the database has\n%+v, and must have\n%+v", got, want)
	}
}

func stateOf(rows ...any) messages.TrackerState {
	return messages.TrackerState{Nodes: All[messages.NodeRecord](rows), Holdings: All[messages.HoldingRecord](rows)}
}

// inOrder sorts rows: port.Ledger does not promise an order.
func inOrder(state messages.TrackerState) messages.TrackerState {
	sorted := messages.TrackerState{Nodes: append([]messages.NodeRecord{}, state.Nodes...),
		Holdings: append([]messages.HoldingRecord{}, state.Holdings...)}
	slices.SortFunc(sorted.Nodes, func(a, b messages.NodeRecord) int { return cmp.Compare(a.Node, b.Node) })
	slices.SortFunc(sorted.Holdings, func(a, b messages.HoldingRecord) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), bytes.Compare(a.Holding.InfoHash[:], b.Holding.InfoHash[:]))
	})
	return sorted
}

func putIsFound(l *ledgerTest) {
	l.requireRows()
	rows := []any{nodeRecord(0), nodeRecord(1), nodeRecord(1<<32 - 1), holdingRecord(0, 1, messages.HoldingPart),
		holdingRecord(1, 1, messages.HoldingWhole),
		holdingRecord(1<<32-1, 2, messages.HoldingWhole), holdingRecord(1, 3, messages.HoldingPart)}
	l.put(rows...)
	l.requireRows(rows...)
	l.requireRows(rows...)
}

func lastPutWins(l *ledgerTest) {
	l.put(nodeRecord(1), holdingRecord(1, 1, messages.HoldingPart))
	changed := nodeRecord(1)
	changed.Addr, changed.UploadFrequency, changed.TokenHash = nodeRecord(2).Addr, 0, [32]byte{9}
	rows := []any{changed, holdingRecord(1, 1, messages.HoldingWhole)}
	l.put(rows...)
	l.requireRows(rows...)
	l.put(nodeRecord(1), holdingRecord(1, 1, messages.HoldingPart))
	l.requireRows(nodeRecord(1), holdingRecord(1, 1, messages.HoldingPart))
}

func droppedIsRemoved(l *ledgerTest) {
	l.put(nodeRecord(1), nodeRecord(2), holdingRecord(1, 1, messages.HoldingWhole),
		holdingRecord(1, 2, messages.HoldingWhole), holdingRecord(2, 1, messages.HoldingPart))
	l.Ledger.DropHolding(1, holdingRecord(1, 1, 0).Holding.InfoHash)
	left := []any{nodeRecord(1), nodeRecord(2), holdingRecord(1, 2, messages.HoldingWhole),
		holdingRecord(2, 1, messages.HoldingPart)}
	l.requireRows(left...)
	l.Ledger.DropHolding(1, holdingRecord(1, 2, 0).Holding.InfoHash)
	l.requireRows(nodeRecord(1), nodeRecord(2), holdingRecord(2, 1, messages.HoldingPart))
}

func dropNothing(l *ledgerTest) {
	rows := []any{nodeRecord(1), holdingRecord(1, 1, messages.HoldingWhole)}
	l.Ledger.DropNode(1)
	l.Ledger.DropHolding(1, messages.InfoHash{1})
	l.put(rows...)
	l.Ledger.DropNode(2)
	l.Ledger.DropHolding(2, holdingRecord(1, 1, 0).Holding.InfoHash)
	l.Ledger.DropHolding(1, messages.InfoHash{5})
	l.requireRows(rows...)
}

func dropNode(l *ledgerTest) {
	l.put(nodeRecord(1), nodeRecord(2), holdingRecord(1, 1, messages.HoldingWhole),
		holdingRecord(1, 2, messages.HoldingPart), holdingRecord(2, 1, messages.HoldingPart))
	l.Ledger.DropNode(1)
	l.requireRows(nodeRecord(2), holdingRecord(2, 1, messages.HoldingPart))
	l.Ledger.DropNode(2)
	l.requireRows()
}

func nodeReturns(l *ledgerTest) {
	l.put(nodeRecord(1), holdingRecord(1, 1, messages.HoldingWhole), holdingRecord(1, 2, messages.HoldingWhole))
	l.Ledger.DropNode(1)
	l.put(nodeRecord(1), holdingRecord(1, 2, messages.HoldingPart))
	l.requireRows(nodeRecord(1), holdingRecord(1, 2, messages.HoldingPart))
}

// holdingWithoutNode checks that a holding without its node is not stored: the tracker would name an owner without an
// address.
func holdingWithoutNode(l *ledgerTest) {
	l.put(holdingRecord(1, 1, messages.HoldingWhole), nodeRecord(2), holdingRecord(2, 2, messages.HoldingWhole))
	l.put(nodeRecord(1))
	l.requireRows(nodeRecord(1), nodeRecord(2), holdingRecord(2, 2, messages.HoldingWhole))
}

// holdingOfNothing checks that a holding of state none does not affect other rows.
func holdingOfNothing(l *ledgerTest) {
	l.put(nodeRecord(1), nodeRecord(2), holdingRecord(1, 1, messages.HoldingWhole),
		holdingRecord(2, 2, messages.HoldingWhole))
	l.put(holdingRecord(1, 1, messages.HoldingNone), holdingRecord(1, 3, messages.HoldingNone))
	l.requireRows(nodeRecord(1), nodeRecord(2), holdingRecord(2, 2, messages.HoldingWhole))
}

func writtenSoon(l *ledgerTest) {
	rows := []any{nodeRecord(1), holdingRecord(1, 1, messages.HoldingWhole)}
	l.put(rows...)
	l.until(l.t, "what was put is written", func() bool {
		return reflect.DeepEqual(inOrder(l.Stored()),
			inOrder(stateOf(rows...)))
	})
	l.Ledger.DropNode(1)
	l.until(l.t, "dropped records are removed", func() bool {
		return reflect.DeepEqual(inOrder(l.Stored()),
			inOrder(stateOf()))
	})
}

// killLosesLastMoment checks that changes older than port.LedgerDelay survive a kill while others follow.
func killLosesLastMoment(l *ledgerTest) {
	const step = 25 * time.Millisecond
	young := messages.NodeID((port.LedgerDelay + l.Late) / step)
	for id := range 2 * young {
		l.put(nodeRecord(id), holdingRecord(id, byte(id), messages.HoldingPart))
		l.Pass(step)
		if id < young {
			continue
		}
		stored := map[messages.NodeID]bool{}
		for _, holding := range l.Stored().Holdings {
			stored[holding.Node] = true
		}
		for old := range id + 1 - young {
			if !stored[old] {
				l.t.Fatalf("the holding of node %v is lost, which was put %v ago", old, time.Duration(id+1-old)*step)
			}
		}
	}
}

// alwaysConsistent checks that after a kill at any time the database has whole rows, and no holding without its node.
func alwaysConsistent(l *ledgerTest) {
	const nodes = 3000
	for id := range messages.NodeID(nodes) {
		l.put(nodeRecord(id), holdingRecord(id, byte(id), messages.HoldingPart))
		if id%2 == 1 {
			l.Ledger.DropNode(id - 1)
		}
		if id%500 == 0 {
			l.requireConsistent()
		}
	}
	for range 200 {
		l.put(nodeRecord(1), holdingRecord(1, 1, messages.HoldingPart)) // so that there is always something to write
		l.Pass(2 * time.Millisecond)
		l.requireConsistent()
	}
	l.until(l.t, "all is written", func() bool { return len(l.Stored().Holdings) == nodes/2 })
}

// requireConsistent fails the test unless every stored row is one that was put, and each holding has its node.
func (l *ledgerTest) requireConsistent() {
	l.t.Helper()
	state, known := l.Stored(), map[messages.NodeID]bool{}
	for _, node := range state.Nodes {
		known[node.Node] = true
		if node != nodeRecord(node.Node) {
			l.t.Fatalf("a stored node differs from the one that was put: %+v", node)
		}
	}
	for _, holding := range state.Holdings {
		if !known[holding.Node] || holding != holdingRecord(holding.Node, byte(holding.Node), messages.HoldingPart) {
			l.t.Fatalf("a stored holding differs from the one that was put, or its node is missing: %+v", holding)
		}
	}
}

func damaged(l *ledgerTest) {
	l.put(nodeRecord(1), holdingRecord(1, 1, messages.HoldingWhole))
	again, state := l.Reopen(true)
	if len(state.Nodes)+len(state.Holdings) != 0 {
		l.t.Errorf("a damaged database must open empty: %+v", state)
	}
	l.Ledger = again
	l.put(nodeRecord(2), holdingRecord(2, 1, messages.HoldingWhole))
	l.requireRows(nodeRecord(2), holdingRecord(2, 1, messages.HoldingWhole))
}

func putAfterEnd(l *ledgerTest) {
	l.put(nodeRecord(1), holdingRecord(1, 1, messages.HoldingWhole))
	ended := l.Ledger
	l.requireRows(nodeRecord(1), holdingRecord(1, 1, messages.HoldingWhole))
	ended.PutNode(nodeRecord(2))
	ended.PutHolding(holdingRecord(1, 2, messages.HoldingWhole))
	ended.DropHolding(1, holdingRecord(1, 1, 0).Holding.InfoHash)
	ended.DropNode(1)
	l.Pass(quietTime)
	l.requireRows(nodeRecord(1), holdingRecord(1, 1, messages.HoldingWhole))
}
