package ledger

import (
	"bytes"
	"cmp"
	"slices"

	"swarm/messages"
)

// rowsPerTurn is the number of rows that the writer reads before it releases the tables for a moment. To read them
// takes some tens of microseconds.
const rowsPerTurn = 256

// scratch is memory that the writer uses for every write of the JSON files.
type scratch struct {
	ids    []messages.NodeID
	nodes  []messages.NodeRecord
	hashes []messages.InfoHash
	owners []owner
	line   []byte
}

// owner is an owner of the file that is being written.
type owner struct {
	id    messages.NodeID
	state messages.HoldingState
}

// turn releases the tables for a moment after every rowsPerTurn rows. Rows may be added meanwhile, even while the
// caller ranges over a map. The caller may miss such a row, which is then written the next time.
func (w *writer) turn(row int) {
	if row%rowsPerTurn == 0 {
		w.ledger.mu.Unlock()
		w.ledger.mu.Lock()
	}
}

// nodeIDs returns the ids of all nodes, sorted.
func (w *writer) nodeIDs() []messages.NodeID {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	ids, t := w.scratch.ids[:0], &w.ledger.tables
	for id := range t.nodes {
		ids = append(ids, id)
		w.turn(len(ids))
	}
	slices.Sort(ids)
	w.scratch.ids = ids
	return ids
}

// recordsOf returns the records of those nodes that are still registered.
func (w *writer) recordsOf(ids []messages.NodeID) []messages.NodeRecord {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	records, t := w.scratch.nodes[:0], &w.ledger.tables
	for _, id := range ids {
		if row, known := t.nodes[id]; known {
			records = append(records, row.record)
		}
	}
	w.scratch.nodes = records
	return records
}

// sweep removes the ownerships of nodes that have left, and returns the info-hashes of all files, sorted. It runs
// before anything is written, so that memory does not grow while the disk is full.
func (w *writer) sweep() []messages.InfoHash {
	w.ledger.mu.Lock()
	defer w.ledger.mu.Unlock()
	t := &w.ledger.tables
	gone := t.nodesGone
	t.nodesGone = false // the next sweep removes the ownerships of nodes that leave from now on
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

// ownersOf returns the name, the length and the sorted owners of a file. It returns no owners if the last one has left.
func (w *writer) ownersOf(hash messages.InfoHash) (name string, length int64, owners []owner) {
	w.ledger.mu.Lock()
	t := &w.ledger.tables
	file := t.files[hash]
	owners = w.scratch.owners[:0]
	if file != nil {
		name, length = file.name, file.length
		for id, o := range file.owners {
			if !t.nodesGone || t.nodes[id].born == o.born {
				owners = append(owners, owner{id: id, state: o.state})
			}
		}
	}
	w.ledger.mu.Unlock()
	slices.SortFunc(owners, func(a, b owner) int { return cmp.Compare(a.id, b.id) })
	w.scratch.owners = owners
	return name, length, owners
}
