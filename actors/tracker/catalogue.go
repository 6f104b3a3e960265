package tracker

import (
	"bytes"
	"slices"

	"swarm/messages"
)

// file is a file that has at least one owner. Its name and length are labels for people: what the first owner said
// stands until the last one is gone.
type file struct {
	hash   messages.InfoHash
	name   string
	length int64 // bytes
	owners owners
}

// catalogue is who owns which file.
type catalogue struct {
	files    map[messages.InfoHash]*file
	order    ordered[messages.InfoHash]
	holdings int    // invariant: the sum of all files' owners
	chosen   []int  // room for the slots of one choice
	ranked   []rank // room for putting them in order
	drawn    drawn  // room for telling which were drawn
}

func newCatalogue() catalogue {
	return catalogue{
		files: make(map[messages.InfoHash]*file),
		order: ordered[messages.InfoHash]{compare: compareHashes},
	}
}

func compareHashes(a, b messages.InfoHash) int { return bytes.Compare(a[:], b[:]) }

// find gives the place of a file among those a node owns, and its holding, or nil.
func (n *node) find(hash messages.InfoHash) (int, *holding) {
	at, found := slices.BinarySearchFunc(n.files, hash, func(h *holding, hash messages.InfoHash) int {
		return compareHashes(h.file.hash, hash)
	})
	if !found {
		return at, nil
	}
	return at, n.files[at]
}

// put records that a node owns a file, in part or whole, and tells whether that is news.
func (c *catalogue) put(n *node, said messages.Holding) (h *holding, news bool) {
	at, h := n.find(said.InfoHash)
	if h != nil {
		news = h.state != said.State
		h.file.owners.turn(h, said.State)
		return h, news
	}
	f := c.files[said.InfoHash]
	if f == nil {
		f = &file{hash: said.InfoHash, name: label(said.Name), length: said.Length, owners: newOwners()}
		c.files[f.hash] = f
		c.order.insert(f.hash)
	}
	h = &holding{node: n, file: f, state: said.State}
	f.owners.add(h)
	n.files = slices.Insert(n.files, at, h)
	c.holdings++
	return h, true
}

// drop records that a node no longer owns a file, and tells whether it did.
func (c *catalogue) drop(n *node, hash messages.InfoHash) bool {
	at, h := n.find(hash)
	if h == nil {
		return false
	}
	n.files = slices.Delete(n.files, at, at+1)
	c.release(h)
	return true
}

// dropAll forgets all that a node owns.
func (c *catalogue) dropAll(n *node) {
	for _, h := range n.files {
		c.release(h)
	}
	n.files = nil
}

func (c *catalogue) release(h *holding) {
	f := h.file
	f.owners.remove(h)
	c.holdings--
	if len(f.owners.slots) == 0 {
		delete(c.files, f.hash)
		c.order.remove(f.hash)
	}
}

// record gives the holding's row of the database.
func (h *holding) record() messages.HoldingRecord {
	return messages.HoldingRecord{Node: h.node.id, Holding: messages.Holding{
		InfoHash: h.file.hash, Name: h.file.name, Length: h.file.length, State: h.state,
	}}
}
