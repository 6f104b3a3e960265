package tracker

import (
	"cmp"

	"swarm/messages"
)

// holding is one owner of one file.
type holding struct {
	node   *node
	file   *file
	slot   int   // index in file.owners.slots
	member int32 // index in the members of its group, if it has one
	state  messages.HoldingState
	claim  uint8 // place in the file's claims, from 1; 0: it makes none
}

// owners returns all owners of the file.
func (h *holding) owners() *owners { return &h.file.owners }

// weightUnit is a weight of 1. The group of 2^18 owners, more than a tracker knows nodes, still leaves each a weight.
const weightUnit = 1 << 18

// weight returns the holding's weight: its node's, and where many of a group own the file, a part of it.
func (h *holding) weight(g *group) uint32 {
	weight := weightOf(h.node.frequency) * weightUnit
	if g != nil {
		weight >>= g.halved
	}
	return max(weight, 1)
}

// slot is what a choice reads of an owner. It copies values of the node, because with 100,000 nodes each access to a
// node is a cache miss, which takes as long as a hundred instructions.
type slot struct {
	holding *holding
	node    *node
	group   *group // nil: the owner's prefix has no second node
	weight  uint32
	id      messages.NodeID // the node's
}

// owners are the owners of one file, indexed for draws by weight, for draws among those with the whole file, and for
// pages.
type owners struct {
	slots   []slot  // invariant: slots[i].holding.slot == i
	whole   int     // invariant: exactly the first whole slots have the file whole
	weights weights // invariant: as long as slots; weight i is slots[i].weight
	spread  int     // number of owners, of each network ownersPerNetwork at most
	natives natives
	byNode  ordered[messages.NodeID]
}

func newOwners() owners {
	return owners{byNode: ordered[messages.NodeID]{compare: cmp.Compare[messages.NodeID]}}
}

// add inserts a holding.
func (o *owners) add(h *holding) {
	h.slot = len(o.slots)
	weight := h.weight(nil)
	o.slots = append(o.slots, slot{holding: h, node: h.node, id: h.node.id, weight: weight})
	o.weights.push(uint64(weight))
	o.byNode.insert(h.node.id)
	o.natives.count(h, 1)
	g := h.node.network().group(h.file)
	if g == nil || len(g.members) < ownersPerNetwork {
		o.spread++
	}
	o.join(h, g)
	if h.state == messages.HoldingWhole {
		o.swap(h.slot, o.whole)
		o.whole++
	}
}

// join makes a holding a member of a group, if that is not nil.
func (o *owners) join(h *holding, g *group) {
	if g == nil {
		return
	}
	o.slots[h.slot].group = g
	if g.insert(h) {
		o.reweighAll(g)
	}
	o.reweigh(h)
}

// leave removes a holding from its group.
func (o *owners) leave(h *holding) {
	g := o.slots[h.slot].group
	if g != nil && g.remove(h) {
		o.reweighAll(g)
	}
	if g == nil || len(g.members) < ownersPerNetwork {
		o.spread--
	}
	if g != nil && len(g.members) == 0 {
		h.node.network().dropGroup(h.file)
	}
}

// remove removes a holding.
func (o *owners) remove(h *holding) {
	o.natives.count(h, -1)
	o.leave(h)
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
	o.natives.count(h, -1)
	h.state = state
	o.natives.count(h, 1)
	if state == messages.HoldingWhole {
		o.swap(h.slot, o.whole)
		o.whole++
		return
	}
	o.whole--
	o.swap(h.slot, o.whole)
}

// reweigh brings the weight of a holding up to date.
func (o *owners) reweigh(h *holding) {
	s := &o.slots[h.slot]
	weight := h.weight(s.group)
	o.weights.change(h.slot, uint64(s.weight), uint64(weight))
	s.weight = weight
}

// reweighAll brings the weights of all members of a group up to date.
func (o *owners) reweighAll(g *group) {
	for _, h := range g.members {
		o.reweigh(h)
	}
}

// swap exchanges two slots.
func (o *owners) swap(i, j int) {
	if i == j {
		return
	}
	a, b := o.slots[i], o.slots[j]
	o.slots[i], o.slots[j] = b, a
	a.holding.slot, b.holding.slot = j, i
	o.weights.change(i, uint64(a.weight), uint64(b.weight))
	o.weights.change(j, uint64(b.weight), uint64(a.weight))
}

// appendOthers appends the slots of all owners that the asker can reach, but its own.
func (o *owners) appendOthers(slots []int, w *wish) []int {
	for at := range o.slots {
		if s := &o.slots[at]; w.mayName(s, at < o.whole) && w.reachesOne(s.node) {
			slots = append(slots, at)
		}
	}
	return slots
}

// describe returns what a node is told of an owner that it can reach.
func (o *owners) describe(slot int, w *wish) messages.Owner {
	n := o.slots[slot].node
	owner := messages.Owner{Node: n.id, Addr: zoneless(n.addr), UploadFrequency: n.frequency, Whole: slot < o.whole}
	if n.more != nil {
		first := len(w.addrs)
		w.addrs = w.choose(w.addrs, n)
		chosen := w.addrs[first:len(w.addrs):len(w.addrs)]
		if owner.Addr = chosen[0]; len(chosen) > 1 {
			owner.More = chosen[1:]
		}
	}
	return owner
}

// maxLeftOut is how many owners are looked at to tell a node why none is named.
const maxLeftOut = 1000

// countLeftOut counts the owners that the asker cannot reach: those without a proven address, and those that only
// others can reach. The latter learn of it at their next REGISTER.
func (o *owners) countLeftOut(w *wish) (unproven, distant int) {
	for at := range o.slots[:min(len(o.slots), maxLeftOut)] {
		switch n := o.slots[at].node; {
		case n.id == w.asker || w.reachesOne(n):
		case !n.addr.IsValid():
			unproven++
		default:
			n.localOnly = true
			distant++
		}
	}
	return unproven, distant
}
