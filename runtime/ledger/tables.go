package ledger

import "swarm/messages"

// tables is the ledger's copy of the tracker's state.
type tables struct {
	nodes map[messages.NodeID]nodeRow
	files map[messages.InfoHash]*fileRow
	born  uint64 // node rows made so far

	nodesChanged, filesChanged bool // since the last write
	nodesGone                  bool // since the last sweep: owners may be left that count no more
}

type nodeRow struct {
	record messages.NodeRecord
	born   uint64 // tells a node that came back from the one that left
}

type fileRow struct {
	name   string
	length int64 // bytes
	owners map[messages.NodeID]ownership
}

// ownership counts only while the node that it was born with lives: so a node and all it holds is dropped at once, and
// sweep takes the remains away.
type ownership struct {
	born  uint64
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

func (t *tables) putNode(record messages.NodeRecord) {
	row, known := t.nodes[record.Node]
	if !known {
		t.born++
		row.born = t.born
	}
	row.record = record
	t.nodes[record.Node] = row
	t.nodesChanged = true
}

func (t *tables) dropNode(node messages.NodeID) {
	delete(t.nodes, node)
	t.nodesChanged, t.filesChanged, t.nodesGone = true, true, true
}

// putHolding ignores a holding of a node that is not there, and takes one of nothing away: no file is read that has
// one.
func (t *tables) putHolding(record messages.HoldingRecord) {
	if record.Holding.State == messages.HoldingNone {
		t.dropHolding(record.Node, record.Holding.InfoHash)
		return
	}
	node, known := t.nodes[record.Node]
	if !known {
		return
	}
	file := t.files[record.Holding.InfoHash]
	if file == nil {
		file = &fileRow{owners: make(map[messages.NodeID]ownership, 1)}
		t.files[record.Holding.InfoHash] = file
	}
	file.name, file.length = record.Holding.Name, record.Holding.Length
	file.owners[record.Node] = ownership{born: node.born, state: record.Holding.State}
	t.filesChanged = true
}

func (t *tables) dropHolding(node messages.NodeID, hash messages.InfoHash) {
	file := t.files[hash]
	if file == nil {
		return
	}
	delete(file.owners, node)
	if len(file.owners) == 0 {
		delete(t.files, hash)
	}
	t.filesChanged = true
}

// sweep takes away the owners of one file that are gone, and the file when none is left; it tells whether one is.
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
