package replay

import (
	"net/netip"

	"swarm/simulations/scenario"
	"swarm/simulations/world"
)

// attackEach makes the first node of From attack each of the nodes, until the returned function is called.
func (r *run) attackEach(s scenario.Step, nodes []*member, attack func(from, victim *world.Node) (stop func())) func() {
	from := r.first(s.From)
	if from == nil {
		return nil
	}
	var stops []func()
	for _, m := range nodes {
		if m != from {
			stops = append(stops, attack(from.node, m.node))
		}
	}
	return func() {
		for _, stop := range stops {
			stop()
		}
	}
}

// forge lets the nodes get answers in the name of the first node of From.
func forge(r *run, s scenario.Step, nodes []*member) func() {
	return r.attackEach(s, nodes, func(owner, victim *world.Node) func() {
		return owner.Forge(victim, r.files[0].InfoHash, float64(s.PerSecond))
	})
}

func requestTinyBlocks(r *run, s scenario.Step, nodes []*member) func() {
	return r.attackEach(s, nodes, func(from, victim *world.Node) func() {
		return from.RequestTinyBlocks(victim, r.files[0].InfoHash, float64(s.PerSecond))
	})
}

func hogPlaces(r *run, s scenario.Step, nodes []*member) func() {
	return r.attackEach(s, nodes, func(from, victim *world.Node) func() {
		return from.HogPlaces(victim, r.files[0].InfoHash, float64(s.PerSecond))
	})
}

func inventOwners(r *run, s scenario.Step, _ []*member) func() {
	if from := r.first(s.From); from != nil {
		from.node.InventOwners(int(s.Times), r.files[0], netip.Addr{})
	}
	return nil
}

func declareAddress(r *run, s scenario.Step, nodes []*member) func() {
	if from := r.first(s.From); from != nil {
		for _, m := range nodes {
			from.node.InventOwners(int(s.Times), r.files[0], m.node.Addr().Addr())
		}
	}
	return nil
}
