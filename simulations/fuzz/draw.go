package fuzz

import (
	"time"

	"swarm/simulations/scenario"
	"swarm/simulations/world"
)

// Faults come within this time, and each has gone this long after it came: what is expected of the scenario must then
// still come true.
const (
	faultInterval    = time.Minute
	maxFaultDuration = 20 * time.Second
	maxFaults        = 12 // faults of one run
)

// draws is one way in which things go wrong, and how likely it is beside the others. A fault that nothing can heal is not
// among them: an owner that lies is dropped for good, and so only nodes lie that want the file themselves.
var faultKinds = []struct {
	weight int
	draw   func(d *drawer) scenario.Step
}{
	{6, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.Crash, Nodes: d.anyNode()} }},
	{2, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.Crash, Nodes: d.someNodes()} }},
	{3, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Partition, Nodes: d.someNodes(), Tracker: d.chance(3), Direction: d.direction()}
	}},
	{3, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Drop, Nodes: d.someNodes(), Share: d.share(0.6)}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Duplicate, Nodes: d.someNodes(), Share: d.share(0.5)}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Reorder, Nodes: d.someNodes(), Share: d.share(0.5), By: d.upTo(200 * time.Millisecond)}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Corrupt, Nodes: d.someNodes(), Share: d.share(0.1)}
	}},
	{2, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.Hold, Nodes: d.someNodes()} }},
	{2, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.SlowDisk, Nodes: d.anyNode(), Write: scenario.Rate(50_000 + d.random.IntN(1_000_000)), Latency: d.upTo(50 * time.Millisecond)}
	}},
	{2, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.FillDisk, Nodes: d.receiver()} }},
	{2, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.SkewClock, Nodes: d.anyNode(), By: d.upTo(time.Minute), Rate: scenario.Ratio(0.9 + 0.2*d.random.Float64())}
	}},
	{3, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.KillTracker, Forget: d.chance(2)} }},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Lie, Nodes: d.receiver(), Share: d.share(0.05)}
	}},
	{1, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.Boast, Nodes: d.receiver()} }},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Flood, Nodes: d.anyNode(), From: d.anyNode(), PerSecond: scenario.Ratio(1 + d.random.IntN(500))}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Impersonate, Nodes: d.anyNode(), From: d.anyNode()}
	}},
	{4, func(d *drawer) scenario.Step { return d.panic() }},
}

// drawer draws faults for one plan.
type drawer struct {
	random    *world.Rand
	members   []scenario.Member
	receivers []scenario.Member // who want something
	plan      *scenario.Plan
	panicked  map[scenario.ActorKind]bool
}

// Draw gives the faults of a seed, in a fixed order. The same plan and seed give the same faults.
func Draw(plan *scenario.Plan, seed uint64) []scenario.Step {
	d := &drawer{random: world.NewRand(seed, "faults"), members: plan.Members(), plan: plan, panicked: map[scenario.ActorKind]bool{}}
	for i := range plan.Files {
		for _, id := range plan.Wanting(i) {
			d.receivers = append(d.receivers, d.members[id-1])
		}
	}
	total := 0
	for _, one := range faultKinds {
		total += one.weight
	}
	// A tenth of the limit, if that is less than the usual time: a scenario that ends soon has its faults early.
	spread := min(faultInterval, time.Duration(plan.Limit)/10)
	faults := make([]scenario.Step, 1+d.random.IntN(maxFaults))
	for i := range faults {
		pick := d.random.IntN(total)
		for _, one := range faultKinds {
			if pick -= one.weight; pick < 0 {
				faults[i] = one.draw(d)
				break
			}
		}
		faults[i].At = d.upTo(spread)
		if faults[i].Do.Takes("for") {
			faults[i].For = max(d.upTo(maxFaultDuration), scenario.Span(time.Millisecond))
		}
	}
	return faults
}

func (d *drawer) upTo(most time.Duration) scenario.Span {
	return scenario.Span(d.random.Float64() * float64(most)).Round()
}

func (d *drawer) share(most float64) scenario.Share {
	return scenario.Share(float64(int(d.random.Float64()*most*1000)+1) / 1000)
}

func (d *drawer) chance(of int) scenario.Flag { return d.random.IntN(of) == 0 }

func (d *drawer) direction() scenario.Direction {
	words := scenario.Direction("").Words()
	return scenario.Direction(words[d.random.IntN(len(words))])
}

func (d *drawer) selectNode(m scenario.Member) scenario.Selected {
	first := 1
	for _, group := range d.plan.Nodes[:m.Group] {
		first += int(group.Count)
	}
	nth := int(m.ID) - first + 1
	return scenario.Selected{Group: d.plan.Nodes[m.Group].Name, First: nth, Last: nth}
}

func (d *drawer) anyNode() scenario.Selection {
	return scenario.Selection{d.selectNode(d.members[d.random.IntN(len(d.members))])}
}

// taker draws one of those who want a file; anybody, when nobody does.
func (d *drawer) receiver() scenario.Selection {
	if len(d.receivers) == 0 {
		return d.anyNode()
	}
	return scenario.Selection{d.selectNode(d.receivers[d.random.IntN(len(d.receivers))])}
}

// several draws between one and a third of all nodes.
func (d *drawer) someNodes() scenario.Selection {
	var all scenario.Selection
	for range 1 + d.random.IntN(max(len(d.members)/3, 1)) {
		all = append(all, d.anyNode()...)
	}
	return all
}

// panic draws crashes of one kind of actor, a few of them and of each kind once: more in one actor would be a crash loop,
// which supervision ends for good.
func (d *drawer) panic() scenario.Step {
	kinds := scenario.ActorKind("").Words()
	kind := scenario.ActorKind(kinds[d.random.IntN(len(kinds))])
	if d.panicked[kind] {
		return scenario.Step{Do: scenario.Crash, Nodes: d.anyNode()}
	}
	d.panicked[kind] = true
	return scenario.Step{Do: scenario.Panic, Actor: kind, Nth: scenario.Count(1 + d.random.IntN(50)), Times: scenario.Count(1 + d.random.IntN(3))}
}
