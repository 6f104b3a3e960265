package ledger

import (
	"bytes"
	"maps"
	"slices"

	"swarm/messages"
)

// tables is the ledger's copy of the tracker's state.
type tables struct {
	nodes map[messages.NodeID]nodeRow
	files map[messages.InfoHash]*fileRow
	born  uint64 // number of node rows made so far

	nodesChanged, filesChanged bool // since the last write
	nodesGone                  bool // a node has left since the last sweep: its ownerships remain, and do not count
}

type nodeRow struct {
	record messages.NodeRecord
	born   uint64 // number of the row; a node that leaves and returns gets another
}

type fileRow struct {
	name   string
	length int64 // bytes
	owners map[messages.NodeID]ownership
}

// ownership counts only while the node's row has the same number. A node is thus dropped with all its files by removing
// its row. Sweep removes the ownerships later.
type ownership struct {
	born  uint64 // of the node's row
	state messages.HoldingState
}

func newTables(state messages.TrackerState) tables {
	t := tables{
		nodes: make(map[messages.NodeID]nodeRow, len(state.Nodes)),
		files: make(map[messages.InfoHash]*fileRow),
	}
	for _, record := range state.Nodes {
		t.putNode(record)
	}
	for _, record := range state.Holdings {
		t.putHolding(record)
	}
	t.nodesChanged, t.filesChanged = false, false
	return t
}

// state returns everything that is stored: nodes by id, holdings by info-hash and node.
func (t *tables) state() messages.TrackerState {
	var state messages.TrackerState
	for _, id := range slices.Sorted(maps.Keys(t.nodes)) {
		state.Nodes = append(state.Nodes, t.nodes[id].record)
	}
	byHash := func(a, b messages.InfoHash) int { return bytes.Compare(a[:], b[:]) }
	for _, hash := range slices.SortedFunc(maps.Keys(t.files), byHash) {
		file := t.files[hash]
		for _, id := range slices.Sorted(maps.Keys(file.owners)) {
			if owner := file.owners[id]; t.nodes[id].born == owner.born {
				state.Holdings = append(state.Holdings, messages.HoldingRecord{Node: id, Holding: messages.Holding{
					InfoHash: hash, Name: file.name, Length: file.length, State: owner.state,
				}})
			}
		}
	}
	return state
}

// putNode stores a node, and reports whether this changes anything.
func (t *tables) putNode(record messages.NodeRecord) bool {
	row, known := t.nodes[record.Node]
	if known && row.record == record {
		return false
	}
	if !known {
		t.born++
		row.born = t.born
	}
	row.record = record
	t.nodes[record.Node] = row
	t.nodesChanged = true
	return true
}

// dropNode removes a node with all its holdings, and reports whether the node was there.
func (t *tables) dropNode(node messages.NodeID) bool {
	if _, known := t.nodes[node]; !known {
		return false
	}
	delete(t.nodes, node)
	t.nodesChanged, t.filesChanged, t.nodesGone = true, true, true
	return true
}

// putHolding stores an owner of a file, and reports whether this changes anything. It ignores an owner that is not a
// node.
func (t *tables) putHolding(record messages.HoldingRecord) bool {
	node, known := t.nodes[record.Node]
	if !known {
		return false
	}
	file := t.files[record.Holding.InfoHash]
	if file == nil {
		file = &fileRow{owners: make(map[messages.NodeID]ownership, 1)}
		t.files[record.Holding.InfoHash] = file
	}
	owner := ownership{born: node.born, state: record.Holding.State}
	if file.owners[record.Node] == owner && file.name == record.Holding.Name && file.length == record.Holding.Length {
		return false
	}
	file.name, file.length = record.Holding.Name, record.Holding.Length
	file.owners[record.Node] = owner
	t.filesChanged = true
	return true
}

// dropHolding removes an owner of a file, and the file with its last owner. It reports whether the owner was there.
func (t *tables) dropHolding(node messages.NodeID, hash messages.InfoHash) bool {
	file := t.files[hash]
	if file == nil {
		return false
	}
	if _, owned := file.owners[node]; !owned {
		return false
	}
	delete(file.owners, node)
	if len(file.owners) == 0 {
		delete(t.files, hash)
	}
	t.filesChanged = true
	return true
}

// sweep removes the owners of a file whose nodes have left, and the file with its last owner. It reports whether an
// owner remains.
func (t *tables) sweep(hash messages.InfoHash, file *fileRow) bool {
	for id, owner := range file.owners {
		if t.nodes[id].born != owner.born {
			delete(file.owners, id)
		}
	}
	if len(file.owners) == 0 {
		delete(t.files, hash)
		return false
	}
	return true
}
