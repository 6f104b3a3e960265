package tracker

import "swarm/actors/port"

// evictionSample is how many newcomers an eviction compares. A network with a share s of the newcomers is missed with
// probability (1-s)^16: a flood from one network, 90 % of the newcomers, in one eviction of 10^16.
const evictionSample = 16

// newcomers are the nodes that have only registered: they have neither renewed their lease nor declared a file. Whoever
// floods a tracker with invented nodes makes newcomers. A full tracker evicts them, never another node.
type newcomers struct {
	nodes []*node // invariant: nodes[i].newcomer == i+1
}

// add inserts a node that is not a newcomer.
func (c *newcomers) add(n *node) {
	c.nodes = append(c.nodes, n)
	n.newcomer = int32(len(c.nodes))
}

// settle removes a node, if it is a newcomer.
func (c *newcomers) settle(n *node) {
	if n.newcomer == 0 {
		return
	}
	last := c.nodes[len(c.nodes)-1]
	c.nodes[n.newcomer-1], last.newcomer = last, n.newcomer
	c.nodes[len(c.nodes)-1] = nil
	c.nodes = c.nodes[:len(c.nodes)-1]
	n.newcomer = 0
}

// victim returns the newcomer to evict, or nil if there is none. Among some that are drawn at random it is the one
// whose network has the most nodes; of equal ones, the first to register.
func (c *newcomers) victim(rand port.Rand) *node {
	var victim *node
	for range min(evictionSample, len(c.nodes)) {
		n := c.nodes[rand.IntN(len(c.nodes))]
		if victim == nil || n.network().nodes > victim.network().nodes ||
			n.network().nodes == victim.network().nodes && n.renewed.Before(victim.renewed) {
			victim = n
		}
	}
	return victim
}
