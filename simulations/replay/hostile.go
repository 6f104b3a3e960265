package replay

import (
	"cmp"
	"time"

	"swarm/simulations/scenario"
)

// forEach calls do for all nodes, and returns a function that calls undo for all of them.
func forEach(nodes []*member, do, undo func(m *member)) func() {
	for _, m := range nodes {
		do(m)
	}
	return func() {
		for _, m := range nodes {
			undo(m)
		}
	}
}

func serveWrongBlocks(_ *run, s scenario.Step, nodes []*member) func() {
	return forEach(nodes, func(m *member) { m.node.SetWrongShare(float64(s.Share)) },
		func(m *member) { m.node.SetWrongShare(float64(m.group.Lies)) })
}

func claimAll(_ *run, _ scenario.Step, nodes []*member) func() {
	return forEach(nodes, func(m *member) { m.node.SetClaimsAll(true) }, func(m *member) { m.node.SetClaimsAll(false) })
}

func changeFile(r *run, _ scenario.Step, nodes []*member) func() {
	for _, m := range nodes {
		files := append(append([]int(nil), m.owns...), m.wants...)
		if len(files) > 0 {
			m.node.Change(r.files[files[0]].InfoHash)
		}
	}
	return nil
}

func hold(_ *run, _ scenario.Step, nodes []*member) func() {
	return forEach(nodes, func(m *member) { m.node.HoldTraffic() }, func(m *member) { m.node.ReleaseTraffic() })
}

func release(_ *run, _ scenario.Step, nodes []*member) func() {
	forEach(nodes, func(m *member) { m.node.ReleaseTraffic() }, nil)
	return nil
}

// fillDisk fills the disks. Undone, it also tells the nodes to download again, as a user does after a download failed
// on a full disk.
func fillDisk(r *run, _ scenario.Step, nodes []*member) func() {
	return forEach(nodes, func(m *member) { m.node.SetDiskFull(true) }, func(m *member) {
		m.node.SetDiskFull(false)
		for i, file := range m.wants {
			if m.completedAt[i] == Never {
				m.node.Fetch(r.files[file])
			}
		}
	})
}

func skewClock(_ *run, s scenario.Step, nodes []*member) func() {
	rate := float64(cmp.Or(s.Rate, 1))
	return forEach(nodes, func(m *member) { m.node.Skew(time.Duration(s.By), rate) },
		func(m *member) { m.node.Skew(0, 1) })
}

// flood makes the first node of From send garbage to the nodes.
func flood(r *run, s scenario.Step, nodes []*member) func() {
	from := r.first(s.From)
	if from == nil {
		return nil
	}
	var stops []func()
	for _, m := range nodes {
		stops = append(stops, from.node.Flood(m.node, float64(s.PerSecond)))
	}
	return func() {
		for _, stop := range stops {
			stop()
		}
	}
}

// impersonate makes the first node of From send requests to the tracker in the names of the nodes; the tracker must
// refuse them (simulations/check). Names that the tracker does not know are left out, because they are free.
func impersonate(r *run, s scenario.Step, nodes []*member) func() {
	from := r.first(s.From)
	if from == nil {
		return nil
	}
	for _, m := range nodes {
		if !m.running() || m.departed != Never || !r.world.Remembers(m.ID) {
			continue
		}
		from.node.Impersonate(m.ID, r.files[0].InfoHash)
	}
	return nil
}

// first returns the first node of a selection that has arrived, or nil.
func (r *run) first(s scenario.Selection) *member {
	for _, id := range r.plan.Resolve(s) {
		if m := r.members[id-1]; m.node != nil {
			return m
		}
	}
	return nil
}
