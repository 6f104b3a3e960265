package replay

import (
	"slices"
	"time"

	"swarm/messages"
	"swarm/simulations/scenario"
	"swarm/simulations/world"
)

// cut is one partition.
type cut struct {
	inside  map[messages.NodeID]bool
	in, out bool // in: packets to the nodes inside are lost; out: packets from them
	nodes   []*member
	tracker bool
}

func (c *cut) blocks(from, to messages.NodeID) bool {
	return c.out && c.inside[from] && !c.inside[to] || c.in && !c.inside[from] && c.inside[to]
}

func partition(r *run, s scenario.Step, nodes []*member) func() {
	c := &cut{inside: map[messages.NodeID]bool{}, in: s.Direction != "out", out: s.Direction != "in", nodes: nodes,
		tracker: bool(s.Tracker)}
	for _, m := range nodes {
		c.inside[m.ID] = true
	}
	r.cuts = append(r.cuts, c)
	r.applyCuts()
	return func() {
		r.cuts = slices.DeleteFunc(r.cuts, func(other *cut) bool { return other == c })
		for _, m := range c.nodes {
			m.node.CutTracker(false)
		}
		r.applyCuts()
	}
}

func endPartitions(r *run, _ scenario.Step, _ []*member) func() {
	for _, c := range r.cuts {
		for _, m := range c.nodes {
			m.node.CutTracker(false)
		}
	}
	r.cuts = nil
	r.applyCuts()
	return nil
}

// applyCuts tells the world which nodes cannot reach each other.
func (r *run) applyCuts() {
	for _, c := range r.cuts {
		for _, m := range c.nodes {
			if c.tracker {
				m.node.CutTracker(true)
			}
		}
	}
	if len(r.cuts) == 0 {
		r.world.Heal()
		return
	}
	r.world.Cut(func(from, to messages.NodeID) bool {
		return slices.ContainsFunc(r.cuts, func(c *cut) bool { return c.blocks(from, to) })
	})
}

// relink changes a property of the links of some nodes. The returned function restores the value of the scenario's
// group.
func (r *run) relink(nodes []*member, change func(link *world.Link, share float64), share scenario.Share,
	restore func(link *world.Link, original world.Link)) func() {
	for _, m := range nodes {
		change(&m.link, float64(share))
		m.node.Relink(m.link)
	}
	return func() {
		for _, m := range nodes {
			restore(&m.link, linkOf(m.group.Link))
			m.node.Relink(m.link)
		}
	}
}

func drop(r *run, s scenario.Step, nodes []*member) func() {
	return r.relink(nodes, func(l *world.Link, share float64) { l.Loss = share }, s.Share,
		func(l *world.Link, original world.Link) { l.Loss = original.Loss })
}

func duplicate(r *run, s scenario.Step, nodes []*member) func() {
	return r.relink(nodes, func(l *world.Link, share float64) { l.Duplicate = share }, s.Share,
		func(l *world.Link, original world.Link) { l.Duplicate = original.Duplicate })
}

func reorder(r *run, s scenario.Step, nodes []*member) func() {
	return r.relink(nodes, func(l *world.Link, share float64) { l.Reorder, l.ReorderBy = share, time.Duration(s.By) },
		s.Share,
		func(l *world.Link, original world.Link) {
			l.Reorder, l.ReorderBy = original.Reorder, original.ReorderBy
		})
}

func corrupt(r *run, s scenario.Step, nodes []*member) func() {
	return r.relink(nodes, func(l *world.Link, share float64) { l.Corrupt = share }, s.Share,
		func(l *world.Link, original world.Link) { l.Corrupt = original.Corrupt })
}

func slowDisk(_ *run, s scenario.Step, nodes []*member) func() {
	slow := world.Disk{WriteRate: int64(s.Write), HashRate: int64(s.Write), Latency: time.Duration(s.Latency)}
	return forEach(nodes, func(m *member) { m.node.SetDisk(slow) },
		func(m *member) { m.node.SetDisk(diskOf(m.group.Disk)) })
}
