package scenario

import (
	"fmt"

	"swarm/messages"
)

// Member is one node of a plan.
type Member struct {
	ID    messages.NodeID
	Name  string // GROUP/N
	Group int    // index into Plan.Nodes
}

// Members returns all nodes in order. The first one has the id 1.
func (p *Plan) Members() []Member {
	var members []Member
	for at, group := range p.Nodes {
		for i := range int(group.Count) {
			members = append(members,
				Member{ID: messages.NodeID(len(members) + 1), Name: fmt.Sprintf("%s/%d", group.Name, i+1), Group: at})
		}
	}
	return members
}

// Resolve returns the nodes that a selection names, each once, in order.
func (p *Plan) Resolve(s Selection) []messages.NodeID {
	var ids []messages.NodeID
	first := messages.NodeID(1)
	for _, group := range p.Nodes {
		for i := 1; i <= int(group.Count); i++ {
			if s.names(group.Name, i) {
				ids = append(ids, first+messages.NodeID(i-1))
			}
		}
		first += messages.NodeID(group.Count)
	}
	return ids
}

func (s Selection) names(group string, nth int) bool {
	for _, one := range s {
		if one.Group == "" || one.Group == group && (one.First == 0 || one.First <= nth && nth <= one.Last) {
			return true
		}
	}
	return false
}

// Owners returns the nodes that have a file at the beginning.
func (p *Plan) Owners(file int) []messages.NodeID { return p.Resolve(p.Files[file].Owners) }

// Wanting returns the nodes that fetch a file.
func (p *Plan) Wanting(file int) []messages.NodeID {
	owns := map[messages.NodeID]bool{}
	for _, id := range p.Owners(file) {
		owns[id] = true
	}
	wanted := p.Files[file].Wanted
	if len(wanted) == 0 {
		wanted = Selection{{}}
	}
	var ids []messages.NodeID
	for _, id := range p.Resolve(wanted) {
		if !owns[id] {
			ids = append(ids, id)
		}
	}
	return ids
}
