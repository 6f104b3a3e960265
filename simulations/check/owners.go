package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// answerLimit is how long an answer of the tracker may be on its way: a node's client gives a request up after as long.
const maxAnswerDelay = 5 * time.Second

// owners: nobody is an owner after EXIT, nor one tracker interval after its crash: the tracker remembers nothing of it, and
// names it to nobody. A tracker that was started again from its files gives everybody one more interval, because it cannot
// know how long it was down. One that supervision restarts gives nobody more: it, or the node's lease, may be late by what
// its back-off lasts, for then it does nothing; and a REGISTER that waits for that end counts from there.
type owners struct {
	interval          time.Duration                     // the tracker's
	started           time.Duration                     // when the tracker last started
	trackerBackoffEnd time.Duration                     // when the tracker's last back-off ends
	leaseBackoffEnd   map[messages.NodeID]time.Duration // when that of a node's lease ends
	deadSince         map[messages.NodeID]time.Duration // since when nothing runs there, and nothing of it waits for the tracker
	forgottenAt       map[messages.NodeID]time.Duration // since when the tracker says that it has forgotten the node
}

func newOwners() *owners {
	return &owners{leaseBackoffEnd: map[messages.NodeID]time.Duration{}, deadSince: map[messages.NodeID]time.Duration{},
		forgottenAt: map[messages.NodeID]time.Duration{}}
}

// Name implements Invariant.
func (*owners) Name() string { return "no owner after EXIT or expiry" }

// Begin implements Beginner.
func (o *owners) Begin(w *world.World) { o.interval = w.Options().Settings.TrackerInterval }

// Observe implements Invariant.
func (o *owners) Observe(at time.Duration, fact messages.Fact) error {
	switch f := fact.(type) {
	case messages.NodeRegistered:
		delete(o.forgottenAt, f.About)
		if _, is := o.deadSince[f.About]; is { // somebody else took the name of a dead node: that lease counts
			o.deadSince[f.About] = at
		}
	case messages.NodeExited:
		o.forgottenAt[f.About] = at
	case messages.NodeExpired:
		o.forgottenAt[f.About] = at
	case world.NodeCrashed:
		o.deadSince[f.Node] = max(at, o.trackerBackoffEnd)
	case world.NodeEnded:
		o.deadSince[f.Node] = max(at, o.trackerBackoffEnd)
	case world.NodeStarted:
		delete(o.deadSince, f.Node)
	case world.TrackerStarted:
		o.started, o.trackerBackoffEnd = at, 0
		clear(o.leaseBackoffEnd)
	case messages.ActorRestarted:
		switch system.Kind(f.Kind) {
		case system.KindTracker:
			o.trackerBackoffEnd = at + f.Delay
		case system.KindLease:
			o.leaseBackoffEnd[f.Node] = at + f.Delay
		}
	case messages.OwnersFound:
		return o.checkAnswer(at, f)
	}
	return nil
}

// named judges an answer to NEED.
func (o *owners) checkAnswer(at time.Duration, found messages.OwnersFound) error {
	for _, owner := range found.Owners {
		if gone, is := o.forgottenAt[owner.Node]; is && at > gone+maxAnswerDelay {
			return breach(found.Node, fmt.Sprintf("the tracker named node %v, which it had forgotten %v ago", owner.Node, at-gone),
				"nodes that left or expired are named to nobody").inFile(found.InfoHash)
		}
		if died, is := o.deadSince[owner.Node]; is && at > o.deadline(owner.Node, died)+maxAnswerDelay {
			return breach(found.Node, fmt.Sprintf("the tracker named node %v, which has been dead for %v", owner.Node, at-died),
				o.expectation()).inFile(found.InfoHash)
		}
	}
	return nil
}

// deadline is when a node that died is forgotten at the latest.
func (o *owners) deadline(node messages.NodeID, died time.Duration) time.Duration {
	return max(max(died, o.started)+o.interval, o.trackerBackoffEnd, o.leaseBackoffEnd[node])
}

func (o *owners) expectation() string {
	return fmt.Sprintf("a dead node is forgotten within one tracker interval, %v", o.interval)
}

// Look implements Looker.
func (o *owners) Inspect(w *world.World) error {
	if !w.TrackerAlive() {
		return nil
	}
	var first *Breach
	note := func(node messages.NodeID, saw, want string) {
		if first == nil || node < first.Node {
			first = breach(node, saw, want)
		}
	}
	for node, died := range o.deadSince { // the lowest of those that are late is told
		if w.Now() > o.deadline(node, died) && w.Remembers(node) {
			note(node, fmt.Sprintf("the tracker remembers it %v after its end", w.Now()-died), o.expectation())
		}
	}
	for node, gone := range o.forgottenAt {
		if w.Remembers(node) {
			note(node, fmt.Sprintf("the tracker remembers it, and said %v ago that it had forgotten it", w.Now()-gone),
				"all about a node is forgotten with it")
		}
	}
	if first == nil {
		return nil
	}
	delete(o.deadSince, first.Node) // it is told once
	delete(o.forgottenAt, first.Node)
	return first
}

// End implements Invariant.
func (o *owners) End(*world.World) error { return nil }
