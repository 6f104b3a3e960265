package tracker

import (
	"bytes"
	"slices"

	"swarm/messages"
)

// file is a file that has at least one owner. Name and length are only for display. They are what the first owner
// declared, and stay until the file has no owner.
type file struct {
	hash   messages.InfoHash
	name   string
	length int64 // bytes
	owners owners
	claims []claim
}

// catalogue records which nodes own which files.
type catalogue struct {
	files    map[messages.InfoHash]*file
	hashes   ordered[messages.InfoHash]
	byHash20 hashIndex
	holdings int // invariant: the sum of all files' owners
}

func newCatalogue() catalogue {
	return catalogue{
		files:  make(map[messages.InfoHash]*file),
		hashes: ordered[messages.InfoHash]{compare: compareHashes},

		byHash20: make(hashIndex),
	}
}

func compareHashes(a, b messages.InfoHash) int { return bytes.Compare(a[:], b[:]) }

// find returns the index of a file in the node's list, and the holding. If the node does not own the file, find returns
// the index at which the file belongs, and nil.
func (n *node) find(hash messages.InfoHash) (int, *holding) {
	at, found := slices.BinarySearchFunc(n.files, hash, func(h *holding, hash messages.InfoHash) int {
		return compareHashes(h.file.hash, hash)
	})
	if !found {
		return at, nil
	}
	return at, n.files[at]
}

// put records that a node owns a file, in part or whole, and reports whether this changes anything.
func (c *catalogue) put(n *node, declared messages.Holding) (h *holding, changed bool) {
	at, h := n.find(declared.InfoHash)
	if h != nil {
		changed = h.state != declared.State
		h.owners().setState(h, declared.State)
		c.claim(h, declared.V1)
		return h, changed
	}
	f := c.files[declared.InfoHash]
	if f == nil {
		f = &file{hash: declared.InfoHash, name: label(declared.Name), length: declared.Length, owners: newOwners()}
		c.files[f.hash] = f
		c.hashes.insert(f.hash)
		c.byHash20.add(hash20Of(f.hash), f)
	}
	h = &holding{node: n, file: f, state: declared.State}
	f.owners.add(h)
	n.files = slices.Insert(n.files, at, h)
	c.claim(h, declared.V1)
	c.holdings++
	return h, true
}

// drop records that a node no longer owns a file, and reports whether it did.
func (c *catalogue) drop(n *node, hash messages.InfoHash) bool {
	at, h := n.find(hash)
	if h == nil {
		return false
	}
	n.files = slices.Delete(n.files, at, at+1)
	c.release(h)
	return true
}

// dropAll forgets all files of a node.
func (c *catalogue) dropAll(n *node) {
	for _, h := range n.files {
		c.release(h)
	}
	n.files = nil
}

// release removes a holding from its file, and the file with its last owner.
func (c *catalogue) release(h *holding) {
	f := h.file
	c.claim(h, messages.Hash20{})
	f.owners.remove(h)
	c.holdings--
	if len(f.owners.slots) == 0 {
		delete(c.files, f.hash)
		c.hashes.remove(f.hash)
		c.byHash20.remove(hash20Of(f.hash), f)
	}
}

// record returns the holding's row of the database.
func (h *holding) record() messages.HoldingRecord {
	return messages.HoldingRecord{Node: h.node.id, Holding: messages.Holding{
		InfoHash: h.file.hash, Name: h.file.name, Length: h.file.length, State: h.state,
	}}
}
