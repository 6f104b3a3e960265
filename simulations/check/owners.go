package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// answerLimit is how long an answer of the tracker may be on its way: a node's client gives a request up after as long.
const answerLimit = 5 * time.Second

// owners: nobody is an owner after EXIT, nor one tracker interval after its crash: the tracker remembers nothing of it, and
// names it to nobody. A tracker that was started again from its files gives everybody one more interval, because it cannot
// know how long it was down. One that supervision restarts gives nobody more: it, or the node's lease, may be late by what
// its back-off lasts, for then it does nothing; and a REGISTER that waits for that end counts from there.
type owners struct {
	interval time.Duration                     // the tracker's
	started  time.Duration                     // when the tracker last started
	back     time.Duration                     // when the tracker's last back-off ends
	backs    map[messages.NodeID]time.Duration // when that of a node's lease ends
	dead     map[messages.NodeID]time.Duration // since when nothing runs there, and nothing of it waits for the tracker
	gone     map[messages.NodeID]time.Duration // since when the tracker says that it has forgotten the node
}

func newOwners() *owners {
	return &owners{backs: map[messages.NodeID]time.Duration{}, dead: map[messages.NodeID]time.Duration{},
		gone: map[messages.NodeID]time.Duration{}}
}

// Name implements Invariant.
func (*owners) Name() string { return "no owner after EXIT or expiry" }

// Begin implements Beginner.
func (o *owners) Begin(w *world.World) { o.interval = w.Options().Settings.TrackerInterval }

// Observe implements Invariant.
func (o *owners) Observe(at time.Duration, fact messages.Fact) error {
	switch f := fact.(type) {
	case messages.NodeRegistered:
		delete(o.gone, f.About)
		if _, is := o.dead[f.About]; is { // somebody else took the name of a dead node: that lease counts
			o.dead[f.About] = at
		}
	case messages.NodeExited:
		o.gone[f.About] = at
	case messages.NodeExpired:
		o.gone[f.About] = at
	case world.NodeCrashed:
		o.dead[f.Node] = max(at, o.back)
	case world.NodeEnded:
		o.dead[f.Node] = max(at, o.back)
	case world.NodeStarted:
		delete(o.dead, f.Node)
	case world.TrackerStarted:
		o.started, o.back = at, 0
		clear(o.backs)
	case messages.ActorRestarted:
		switch system.Kind(f.Kind) {
		case system.KindTracker:
			o.back = at + f.Delay
		case system.KindLease:
			o.backs[f.Node] = at + f.Delay
		}
	case messages.OwnersFound:
		return o.named(at, f)
	}
	return nil
}

// named judges an answer to NEED.
func (o *owners) named(at time.Duration, found messages.OwnersFound) error {
	for _, owner := range found.Owners {
		if gone, is := o.gone[owner.Node]; is && at > gone+answerLimit {
			return breach(found.Node, fmt.Sprintf("the tracker named node %v, which it had forgotten %v ago", owner.Node, at-gone),
				"nodes that left or expired are named to nobody").of(found.InfoHash)
		}
		if died, is := o.dead[owner.Node]; is && at > o.deadline(owner.Node, died)+answerLimit {
			return breach(found.Node, fmt.Sprintf("the tracker named node %v, which has been dead for %v", owner.Node, at-died),
				o.want()).of(found.InfoHash)
		}
	}
	return nil
}

// deadline is when a node that died is forgotten at the latest.
func (o *owners) deadline(node messages.NodeID, died time.Duration) time.Duration {
	return max(max(died, o.started)+o.interval, o.back, o.backs[node])
}

func (o *owners) want() string {
	return fmt.Sprintf("a dead node is forgotten within one tracker interval, %v", o.interval)
}

// Look implements Looker.
func (o *owners) Look(w *world.World) error {
	if !w.TrackerAlive() {
		return nil
	}
	var first *Breach
	note := func(node messages.NodeID, saw, want string) {
		if first == nil || node < first.Node {
			first = breach(node, saw, want)
		}
	}
	for node, died := range o.dead { // the lowest of those that are late is told
		if w.Now() > o.deadline(node, died) && w.Remembers(node) {
			note(node, fmt.Sprintf("the tracker remembers it %v after its end", w.Now()-died), o.want())
		}
	}
	for node, gone := range o.gone {
		if w.Remembers(node) {
			note(node, fmt.Sprintf("the tracker remembers it, and said %v ago that it had forgotten it", w.Now()-gone),
				"all about a node is forgotten with it")
		}
	}
	if first == nil {
		return nil
	}
	delete(o.dead, first.Node) // it is told once
	delete(o.gone, first.Node)
	return first
}

// End implements Invariant.
func (o *owners) End(*world.World) error { return nil }
