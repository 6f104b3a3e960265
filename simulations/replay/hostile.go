package replay

import (
	"cmp"
	"time"

	"swarm/simulations/scenario"
)

// each does something to all nodes, and undoes it.
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
	return forEach(nodes, func(m *member) { m.node.SetWrongShare(float64(s.Share)) }, func(m *member) { m.node.SetWrongShare(float64(m.group.Lies)) })
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

// fillDisk: a download that failed on a full disk goes on when its person tells it to.
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
	return forEach(nodes, func(m *member) { m.node.Skew(time.Duration(s.By), rate) }, func(m *member) { m.node.Skew(0, 1) })
}

// flood lets the first node of from send garbage to the nodes.
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

// impersonate lets the first node of from ask the tracker in the nodes' names; it must refuse (simulations/check). A name that the tracker does
// not know belongs to whoever comes first, so nothing is asked in it.
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

// first gives the first node of a selection, if it has arrived.
func (r *run) first(s scenario.Selection) *member {
	for _, id := range r.plan.Resolve(s) {
		if m := r.members[id-1]; m.node != nil {
			return m
		}
	}
	return nil
}
