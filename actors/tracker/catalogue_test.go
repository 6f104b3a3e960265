package tracker

import (
	"net/netip"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/messages"
)

// check describes a broken invariant of the catalogue. It returns "" if all hold.
func (c *catalogue) check(nodes []*node) string {
	holdings := 0
	for _, f := range c.files {
		o := &f.owners
		if len(o.slots) == 0 || len(o.weights.tree) != len(o.slots) {
			return "a file without owners, or weights without slots"
		}
		for i, s := range o.slots {
			h := s.holding
			switch weight := o.weights.sum(i+1) - o.weights.sum(i); {
			case h.slot != i || h.file != f:
				return "a holding has the wrong slot or file"
			case (h.state == messages.HoldingWhole) != (i < o.whole):
				return "whole owners are not the first ones"
			case weight != uint64(s.weight) || s.weight != h.weight(s.group):
				return "a weight is not the node's"
			case s.node != h.node || s.id != h.node.id:
				return "a slot has the wrong node"
			}
			if g := s.group; g != nil && g.members[h.member] != h {
				return "a member of a group has the wrong index"
			}
			if _, found := h.node.find(f.hash); found != h {
				return "the node does not know its holding"
			}
		}
		networks := map[*prefix]int{}
		for _, s := range o.slots {
			networks[s.node.origin.prefix]++
		}
		spread := 0
		for p, count := range networks {
			spread += min(count, ownersPerNetwork)
			if g := p.groups[f]; g != nil && (len(g.members) != count || count > 1<<g.halved || 1<<g.halved > 4*count) {
				return "a group has the wrong members or weight"
			}
		}
		if spread != o.spread {
			return "the spread is wrong"
		}
		if ids, _ := o.byNode.page(nil, 1000); len(ids) != len(o.slots) {
			return "the page does not list all owners"
		}
		holdings += len(o.slots)
	}
	owned := 0
	for _, n := range nodes {
		owned += len(n.files)
	}
	if holdings != c.holdings || owned != c.holdings {
		return "the number of holdings is wrong"
	}
	return ""
}

func TestCatalogueKeepsItsInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, hosts := newCatalogue(), newOrigins()
		var nodes []*node
		for id := range 6 {
			n := &node{id: messages.NodeID(id)}
			hosts.add(n, netip.AddrFrom4([4]byte{8, 8, byte(id / 4), byte(id)})) // four share a network, and two
			nodes = append(nodes, n)
		}
		aNode, aFile := rapid.SampledFrom(nodes), rapid.IntRange(0, 4)
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				state := rapid.SampledFrom([]messages.HoldingState{messages.HoldingPart, messages.HoldingWhole})
				c.put(aNode.Draw(t, "node"), holds(aFile.Draw(t, "file"), state.Draw(t, "state")))
			},
			"drop":    func(t *rapid.T) { c.drop(aNode.Draw(t, "node"), hash(aFile.Draw(t, "file"))) },
			"dropAll": func(t *rapid.T) { c.dropAll(aNode.Draw(t, "node")) },
			"credit": func(t *rapid.T) {
				aNode.Draw(t, "node").credit(rapid.Uint64().Draw(t, "uploads"))
			},
			"": func(t *rapid.T) {
				if broken := c.check(nodes); broken != "" {
					t.Fatal(broken)
				}
			},
		})
	})
}

func TestCreditCountsOnce(t *testing.T) {
	for _, test := range []struct {
		name    string
		uploads []uint64
		want    uint64
	}{
		{"a growing total", []uint64{1, 5, 9}, 9},
		{"a repeated request", []uint64{5, 5, 5}, 5},
		{"a delayed request", []uint64{5, 9, 5, 9}, 9},
		{"a smaller total, then a larger one", []uint64{9, 2, 10}, 10},
		{"the maximum", []uint64{1<<64 - 1, 3}, 1<<64 - 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := &node{}
			for _, uploads := range test.uploads {
				n.credit(uploads)
			}
			require.Equal(t, test.want, n.frequency)
		})
	}
	full := &node{frequency: 1<<64 - 2}
	full.credit(5)
	require.Equal(t, uint64(1<<64-1), full.frequency, "it does not wrap")
}

func TestNodeFillsCacheLines(t *testing.T) {
	require.Equal(t, uintptr(192), unsafe.Sizeof(node{}))
}
