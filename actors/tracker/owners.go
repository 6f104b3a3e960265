package tracker

import (
	"cmp"

	"swarm/messages"
)

// holding is one owner of one file.
type holding struct {
	node  *node
	file  *file
	slot  int // index in file.owners.slots
	state messages.HoldingState
}

// owners returns all owners of the file.
func (h *holding) owners() *owners { return &h.file.owners }

// slot is what a choice reads of an owner. It copies values of the node, because with 100,000 nodes each access to a
// node is a cache miss, which takes as long as a hundred instructions.
type slot struct {
	holding *holding
	node    *node
	weight  uint64          // the node's
	id      messages.NodeID // the node's
}

// owners are the owners of one file, indexed for draws by weight, for draws among those with the whole file, and for
// pages.
type owners struct {
	slots   []slot  // invariant: slots[i].holding.slot == i
	whole   int     // invariant: exactly the first whole slots have the file whole
	weights weights // invariant: as long as slots; weight i is slots[i].weight
	byNode  ordered[messages.NodeID]
}

func newOwners() owners {
	return owners{byNode: ordered[messages.NodeID]{compare: cmp.Compare[messages.NodeID]}}
}

// add inserts a holding.
func (o *owners) add(h *holding) {
	h.slot = len(o.slots)
	o.slots = append(o.slots, slot{holding: h, node: h.node, id: h.node.id, weight: h.node.weight})
	o.weights.push(h.node.weight)
	o.byNode.insert(h.node.id)
	if h.state == messages.HoldingWhole {
		o.swap(h.slot, o.whole)
		o.whole++
	}
}

// remove removes a holding.
func (o *owners) remove(h *holding) {
	if h.state == messages.HoldingWhole {
		o.whole--
		o.swap(h.slot, o.whole)
	}
	last := len(o.slots) - 1
	o.swap(h.slot, last)
	o.slots[last] = slot{}
	o.slots = o.slots[:last]
	o.weights.pop()
	o.byNode.remove(h.node.id)
}

// setState changes how much of the file an owner has.
func (o *owners) setState(h *holding, state messages.HoldingState) {
	if h.state == state {
		return
	}
	h.state = state
	if state == messages.HoldingWhole {
		o.swap(h.slot, o.whole)
		o.whole++
		return
	}
	o.whole--
	o.swap(h.slot, o.whole)
}

// reweigh changes the weight of a holding.
func (o *owners) reweigh(h *holding, weight uint64) {
	o.weights.change(h.slot, o.slots[h.slot].weight, weight)
	o.slots[h.slot].weight = weight
}

// swap exchanges two slots.
func (o *owners) swap(i, j int) {
	if i == j {
		return
	}
	a, b := o.slots[i], o.slots[j]
	o.slots[i], o.slots[j] = b, a
	a.holding.slot, b.holding.slot = j, i
	o.weights.change(i, a.weight, b.weight)
	o.weights.change(j, b.weight, a.weight)
}

// appendOthers appends the slots of all owners but the asker.
func (o *owners) appendOthers(slots []int, asker messages.NodeID) []int {
	for at := range o.slots {
		if o.slots[at].id != asker {
			slots = append(slots, at)
		}
	}
	return slots
}

// describe returns what other nodes are told of an owner.
func (o *owners) describe(slot int) messages.Owner {
	n := o.slots[slot].node
	return messages.Owner{Node: n.id, Addr: n.addr, UploadFrequency: n.frequency, Whole: slot < o.whole}
}
