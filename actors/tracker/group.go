package tracker

import "math/bits"

// group is the owners of one file at one prefix, where the prefix has more than one node. Together they weigh about as
// much as one of them, so that a host that invents a thousand owners gains nothing over a host with one.
type group struct {
	members []*holding
	halved  uint   // how often the weight of each member is halved: at least log2(len(members)), and at most 2 more
	choice  uint32 // the last choice that drew a member
	drawn   int    // how many members that choice names
}

// insert adds a member and reports whether the weights of the members change.
func (g *group) insert(h *holding) bool {
	h.member = int32(len(g.members))
	g.members = append(g.members, h)
	if needed := uint(bits.Len(uint(len(g.members) - 1))); needed > g.halved {
		g.halved = needed
		return true
	}
	return false
}

// remove removes a member and reports whether the weights of the others change. They do so only when three quarters of
// the members have left since the last change, so that a member that comes and goes does not make all others be weighed
// anew.
func (g *group) remove(h *holding) bool {
	last := g.members[len(g.members)-1]
	g.members[h.member], last.member = last, h.member
	g.members[len(g.members)-1] = nil
	g.members = g.members[:len(g.members)-1]
	if needed := uint(bits.Len(uint(max(len(g.members)-1, 0)))); needed+2 <= g.halved {
		g.halved = needed
		return true
	}
	return false
}

// draw counts a member that a choice has drawn, unless it has drawn perNetwork of them. It reports whether it counted.
func (g *group) draw(choice uint32, perNetwork int) bool {
	if g.choice != choice {
		g.choice, g.drawn = choice, 0
	}
	if g.drawn >= perNetwork {
		return false
	}
	g.drawn++
	return true
}
