package fuzz

import (
	"time"

	"swarm/simulations/scenario"
	"swarm/simulations/world"
)

// Limits of the drawn faults. All faults begin within faultInterval and end within maxFaultDuration, so that the
// scenario's expectations can still come true.
const (
	faultInterval    = time.Minute
	maxFaultDuration = 20 * time.Second
	maxFaults        = 12 // faults of one run
)

// faultKinds are the kinds of faults that are drawn, with their relative frequency. Every fault must end, so that the
// scenario's expectations can still come true. An owner that serves wrong blocks is dropped for good, so only
// receivers do that.
var faultKinds = []struct {
	weight int
	draw   func(d *drawer) scenario.Step
}{
	{6, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.Crash, Nodes: d.anyNode()} }},
	{2, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.Crash, Nodes: d.someNodes()} }},
	{3, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Partition, Nodes: d.someNodes(), Tracker: d.chance(3),
			Direction: d.direction()}
	}},
	{3, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Drop, Nodes: d.someNodes(), Share: d.share(0.6)}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Duplicate, Nodes: d.someNodes(), Share: d.share(0.5)}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Reorder, Nodes: d.someNodes(), Share: d.share(0.5),
			By: d.upTo(200 * time.Millisecond)}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Corrupt, Nodes: d.someNodes(), Share: d.share(0.1)}
	}},
	{2, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.Hold, Nodes: d.someNodes()} }},
	{2, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.SlowDisk, Nodes: d.anyNode(),
			Write: scenario.Rate(50_000 + d.random.IntN(1_000_000)), Latency: d.upTo(50 * time.Millisecond)}
	}},
	{2, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.FillDisk, Nodes: d.receiver()} }},
	{2, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.SkewClock, Nodes: d.anyNode(), By: d.upTo(time.Minute),
			Rate: scenario.Ratio(0.9 + 0.2*d.random.Float64())}
	}},
	{3, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.KillTracker, Forget: d.chance(2)} }},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Lie, Nodes: d.receiver(), Share: d.share(0.05)}
	}},
	{1, func(d *drawer) scenario.Step { return scenario.Step{Do: scenario.Boast, Nodes: d.receiver()} }},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Flood, Nodes: d.anyNode(), From: d.anyNode(),
			PerSecond: scenario.Ratio(1 + d.random.IntN(500))}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Impersonate, Nodes: d.anyNode(), From: d.anyNode()}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Forge, Nodes: d.receiver(), From: d.anyNode(),
			PerSecond: scenario.Ratio(1 + d.random.IntN(100))}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.TinyRequests, Nodes: d.anyNode(), From: d.anyNode(),
			PerSecond: scenario.Ratio(1 + d.random.IntN(50))}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.HogPlaces, Nodes: d.anyNode(), From: d.anyNode(),
			PerSecond: scenario.Ratio(10 + d.random.IntN(100))}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.Sybil, From: d.anyNode(), Times: scenario.Count(1 + d.random.IntN(200))}
	}},
	{1, func(d *drawer) scenario.Step {
		return scenario.Step{Do: scenario.VictimAddress, Nodes: d.anyNode(), From: d.anyNode(),
			Times: scenario.Count(1 + d.random.IntN(5))}
	}},
	{4, func(d *drawer) scenario.Step { return d.panic() }},
}

// drawer draws faults for one plan.
type drawer struct {
	random    *world.Rand
	members   []scenario.Member
	receivers []scenario.Member // members that want a file
	plan      *scenario.Plan
	panicked  map[scenario.ActorKind]bool // kinds that a panic was drawn for
}

// Draw returns the faults of a seed, in a fixed order. The same plan and seed always give the same faults.
func Draw(plan *scenario.Plan, seed uint64) []scenario.Step {
	d := &drawer{random: world.NewRand(seed, "faults"), members: plan.Members(), plan: plan,
		panicked: map[scenario.ActorKind]bool{}}
	for i := range plan.Files {
		for _, id := range plan.Wanting(i) {
			d.receivers = append(d.receivers, d.members[id-1])
		}
	}
	total := 0
	for _, one := range faultKinds {
		total += one.weight
	}
	// Scenarios with a short limit have their faults early.
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

func (d *drawer) upTo(limit time.Duration) scenario.Span {
	return scenario.Span(d.random.Float64() * float64(limit)).Round()
}

func (d *drawer) share(limit float64) scenario.Share {
	return scenario.Share(float64(int(d.random.Float64()*limit*1000)+1) / 1000)
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

// receiver draws a node that wants a file, or any node when none does.
func (d *drawer) receiver() scenario.Selection {
	if len(d.receivers) == 0 {
		return d.anyNode()
	}
	return scenario.Selection{d.selectNode(d.receivers[d.random.IntN(len(d.receivers))])}
}

// someNodes draws between one and a third of all nodes.
func (d *drawer) someNodes() scenario.Selection {
	var all scenario.Selection
	for range 1 + d.random.IntN(max(len(d.members)/3, 1)) {
		all = append(all, d.anyNode()...)
	}
	return all
}

// panic draws a few panics of one kind of actor, at most once for each kind. More panics in one actor would be a
// crash loop, after which supervision gives the actor up.
func (d *drawer) panic() scenario.Step {
	kinds := scenario.ActorKind("").Words()
	kind := scenario.ActorKind(kinds[d.random.IntN(len(kinds))])
	if d.panicked[kind] {
		return scenario.Step{Do: scenario.Crash, Nodes: d.anyNode()}
	}
	d.panicked[kind] = true
	return scenario.Step{Do: scenario.Panic, Actor: kind, Nth: scenario.Count(1 + d.random.IntN(50)),
		Times: scenario.Count(1 + d.random.IntN(3))}
}
