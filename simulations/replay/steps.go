package replay

import (
	"time"

	"swarm/simulations/scenario"
)

// action does what a step says to some nodes, and returns a function that undoes it; nil: there is nothing to undo.
type action func(r *run, s scenario.Step, nodes []*member) (undo func())

// actions has one entry for each verb. A test compares it with the scenario language.
var actions = map[scenario.Verb]action{
	scenario.Start:          startNodes,
	scenario.Stop:           stopNodes,
	scenario.Crash:          crashNodes,
	scenario.Bounce:         bounceNodes,
	scenario.Partition:      partition,
	scenario.Repair:         endPartitions,
	scenario.Drop:           drop,
	scenario.Duplicate:      duplicate,
	scenario.Reorder:        reorder,
	scenario.Corrupt:        corrupt,
	scenario.SlowDisk:       slowDisk,
	scenario.Panic:          panicActors,
	scenario.KillTracker:    killTracker,
	scenario.RestartTracker: restartTracker,
	scenario.Lie:            serveWrongBlocks,
	scenario.Boast:          claimAll,
	scenario.ChangeFile:     changeFile,
	scenario.Hold:           hold,
	scenario.Release:        release,
	scenario.FillDisk:       fillDisk,
	scenario.SkewClock:      skewClock,
	scenario.Flood:          flood,
	scenario.Impersonate:    impersonate,
	scenario.Forge:          forge,
	scenario.TinyRequests:   requestTinyBlocks,
	scenario.HogPlaces:      hogPlaces,
	scenario.Sybil:          inventOwners,
	scenario.VictimAddress:  declareAddress,
}

// planSteps plans all steps.
func (r *run) planSteps() {
	for _, s := range append(append([]scenario.Step(nil), r.plan.Steps...), r.options.Faults...) {
		for _, at := range s.Instants() {
			r.pendingSteps++
			r.world.At(at, func() { r.perform(s) })
		}
		if s.Do == scenario.Start || s.Do == scenario.Bounce {
			for _, id := range r.plan.Resolve(s.Nodes) {
				r.members[id-1].pendingStarts += s.Repetitions()
			}
		}
	}
}

// perform takes one step, and plans its end.
func (r *run) perform(s scenario.Step) {
	nodes := r.stepNodes(s)
	if r.options.Step != nil {
		r.options.Step(r.now(), s)
	}
	undo := actions[s.Do](r, s, nodes)
	r.pendingSteps--
	if undo == nil {
		return
	}
	if s.For == 0 {
		if s.Do == scenario.Bounce {
			undo()
		}
		return
	}
	r.pendingSteps++
	r.world.At(time.Duration(s.For), func() {
		undo()
		r.pendingSteps--
	})
}

// stepNodes returns the nodes of a step that have arrived. If the step has any, it draws that many of them.
func (r *run) stepNodes(s scenario.Step) []*member {
	var nodes []*member
	for _, id := range r.plan.Resolve(s.Nodes) {
		if m := r.members[id-1]; m.node != nil {
			nodes = append(nodes, m)
		}
	}
	if s.Any == 0 {
		return nodes
	}
	for i := range min(int(s.Any), len(nodes)) {
		j := i + r.random.IntN(len(nodes)-i)
		nodes[i], nodes[j] = nodes[j], nodes[i]
	}
	return nodes[:min(int(s.Any), len(nodes))]
}

func startNodes(r *run, _ scenario.Step, nodes []*member) func() {
	for _, m := range nodes {
		m.pendingStarts--
		r.start(m)
	}
	return nil
}

func stopNodes(r *run, _ scenario.Step, nodes []*member) func() {
	for _, m := range nodes {
		r.leave(m)
	}
	return nil
}

// crashNodes kills nodes. Undone, it starts those again.
func crashNodes(r *run, s scenario.Step, nodes []*member) func() {
	var killed []*member
	for _, m := range nodes {
		if !m.running() {
			continue
		}
		killed = append(killed, m)
		if s.For > 0 {
			m.pendingStarts++
		}
		r.crash(m)
	}
	return func() {
		for _, m := range killed {
			m.pendingStarts = max(m.pendingStarts-1, 0)
			r.start(m)
		}
	}
}

// bounceNodes kills nodes and always starts them again.
func bounceNodes(r *run, s scenario.Step, nodes []*member) func() {
	for _, id := range r.plan.Resolve(s.Nodes) {
		m := r.members[id-1]
		m.pendingStarts = max(m.pendingStarts-1, 0)
	}
	return crashNodes(r, s, nodes)
}

func killTracker(r *run, s scenario.Step, _ []*member) func() {
	r.world.StopTracker()
	if s.Forget {
		r.world.ForgetTracker()
	}
	return func() { restartTracker(r, s, nil) }
}

func restartTracker(r *run, _ scenario.Step, _ []*member) func() {
	if !r.world.TrackerAlive() {
		r.world.AddTracker()
	}
	return nil
}
