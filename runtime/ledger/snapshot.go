package ledger

import (
	"bytes"
	"cmp"
	"slices"

	"swarm/messages"
)

// rowsPerTurn is how many rows are read before others may have the tables again: some tens of microseconds.
const rowsPerTurn = 256

// scratch is room that the writer uses again each time.
type scratch struct {
	ids    []messages.NodeID
	nodes  []messages.NodeRecord
	hashes []messages.InfoHash
	owners []owner
	line   []byte
}

type owner struct {
	id    messages.NodeID
	state messages.HoldingState
}

// turn lets others have the tables after each rowsPerTurn calls. A map may be changed while it is ranged over: a row
// that comes meanwhile may be missed, and is written next time.
func (w *writer) turn(row int) {
	if row%rowsPerTurn == 0 {
		w.ledger.mu.Unlock()
		w.ledger.mu.Lock()
	}
}

// nodeIDs gives the ids of all nodes, sorted.
func (w *writer) nodeIDs() []messages.NodeID {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	ids := w.scratch.ids[:0]
	for id := range w.ledger.tables.nodes {
		ids = append(ids, id)
		w.turn(len(ids))
	}
	slices.Sort(ids)
	w.scratch.ids = ids
	return ids
}

// recordsOf gives the records of those of the nodes that are still there.
func (w *writer) recordsOf(ids []messages.NodeID) []messages.NodeRecord {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	records := w.scratch.nodes[:0]
	for _, id := range ids {
		if row, known := w.ledger.tables.nodes[id]; known {
			records = append(records, row.record)
		}
	}
	w.scratch.nodes = records
	return records
}

// sweep takes away what is left of nodes that are gone, and gives the hashes of all files, sorted. It comes before the
// disk is touched, so that a full disk does not fill the memory too.
func (w *writer) sweep() []messages.InfoHash {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	t := &w.ledger.tables
	gone := t.nodesGone
	t.nodesGone = false // a node that leaves from now on is for the next sweep
	hashes, rows := w.scratch.hashes[:0], 0
	for hash, file := range t.files {
		left, looked := true, 1
		if gone {
			looked += len(file.owners)
			left = t.sweep(hash, file)
		}
		if left {
			hashes = append(hashes, hash)
		}
		for range looked {
			rows++
			w.turn(rows)
		}
	}
	slices.SortFunc(hashes, func(a, b messages.InfoHash) int { return bytes.Compare(a[:], b[:]) })
	w.scratch.hashes = hashes
	return hashes
}

// ownersOf gives a file's name, its length, and its owners, sorted; none when the file is gone.
func (w *writer) ownersOf(hash messages.InfoHash) (name string, length int64, owners []owner) {
	w.ledger.mu.Lock()
	file := w.ledger.tables.files[hash]
	owners = w.scratch.owners[:0]
	if file != nil {
		name, length = file.name, file.length
		for id, o := range file.owners {
			if !w.ledger.tables.nodesGone || w.ledger.tables.nodes[id].born == o.born {
				owners = append(owners, owner{id: id, state: o.state})
			}
		}
	}
	w.ledger.mu.Unlock()
	slices.SortFunc(owners, func(a, b owner) int { return cmp.Compare(a.id, b.id) })
	w.scratch.owners = owners
	return name, length, owners
}
