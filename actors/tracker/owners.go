package tracker

import (
	"cmp"

	"swarm/messages"
)

// holding is one owner of one file.
type holding struct {
	node  *node
	file  *file
	slot  int // where it stands in file.owners.slots
	state messages.HoldingState
}

// slot is what a choice looks at. It repeats what the node and the holding say, because among 100,000 nodes each look at
// another place in memory takes as long as a hundred instructions.
type slot struct {
	holding *holding
	node    *node
	weight  uint64          // the node's
	id      messages.NodeID // the node's
}

// owners is who owns a file, indexed for a choice by weight, for a choice among the whole owners, and for pages.
type owners struct {
	slots   []slot  // invariant: slots[i].holding.slot == i
	whole   int     // invariant: exactly the first whole slots have the file whole
	weights weights // invariant: as long as slots, and weight i is slots[i].weight
	byNode  ordered[messages.NodeID]
}

func newOwners() owners {
	return owners{byNode: ordered[messages.NodeID]{compare: cmp.Compare[messages.NodeID]}}
}

// add puts a holding in.
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

// remove takes a holding out.
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

// turn changes how much of the file an owner has.
func (o *owners) turn(h *holding, state messages.HoldingState) {
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

// reweigh follows the weight of a holding's node.
func (o *owners) reweigh(h *holding, weight uint64) {
	o.weights.move(h.slot, o.slots[h.slot].weight, weight)
	o.slots[h.slot].weight = weight
}

func (o *owners) swap(i, j int) {
	if i == j {
		return
	}
	a, b := o.slots[i], o.slots[j]
	o.slots[i], o.slots[j] = b, a
	a.holding.slot, b.holding.slot = j, i
	o.weights.move(i, a.weight, b.weight)
	o.weights.move(j, b.weight, a.weight)
}
