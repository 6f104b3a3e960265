package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/world"
)

// maxAnswerDelay is how long an answer of the tracker may be in flight: a node's client waits no longer.
const maxAnswerDelay = 5 * time.Second

// owners checks that the tracker forgets a node at EXIT, and within one tracker interval after its crash, and does
// not name it to others after that. A tracker that is started again from its files grants each node another interval,
// because it cannot know how long it was down. A tracker actor or a lease that supervision restarts may be late by
// its back-off only: it does nothing during the back-off, and a REGISTER that waits for the end of the back-off
// counts from there.
type owners struct {
	interval          time.Duration                     // the tracker interval
	started           time.Duration                     // when the tracker was last started
	trackerBackoffEnd time.Duration                     // when the tracker actor's last back-off ends
	leaseBackoffEnd   map[messages.NodeID]time.Duration // when the last back-off of a node's lease ends
	// since when the node does not run, and no request of it waits for the tracker
	deadSince   map[messages.NodeID]time.Duration
	forgottenAt map[messages.NodeID]time.Duration // when the tracker noted that it has forgotten the node
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
		if _, is := o.deadSince[f.About]; is { // another node uses the name of a dead one: its lease counts
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

// checkAnswer checks an answer to NEED.
func (o *owners) checkAnswer(at time.Duration, found messages.OwnersFound) error {
	for _, owner := range found.Owners {
		if gone, is := o.forgottenAt[owner.Node]; is && at > gone+maxAnswerDelay {
			return breach(found.Node,
				fmt.Sprintf("the tracker named node %v, which it had forgotten %v ago", owner.Node, at-gone),
				"nodes that left or expired are not named to others").inFile(found.InfoHash)
		}
		if died, is := o.deadSince[owner.Node]; is && at > o.deadline(owner.Node, died)+maxAnswerDelay {
			return breach(found.Node,
				fmt.Sprintf("the tracker named node %v, which has been dead for %v", owner.Node, at-died),
				o.expectation()).inFile(found.InfoHash)
		}
	}
	return nil
}

// deadline returns when a node that died must be forgotten.
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
	for node, died := range o.deadSince { // the lowest node of those that are late is reported
		if w.Now() > o.deadline(node, died) && w.Remembers(node) {
			note(node, fmt.Sprintf("the tracker remembers it %v after its end", w.Now()-died), o.expectation())
		}
	}
	for node, gone := range o.forgottenAt {
		if w.Remembers(node) {
			note(node, fmt.Sprintf("the tracker remembers it, and noted %v ago that it had forgotten it", w.Now()-gone),
				"the tracker keeps nothing about a node that it has forgotten")
		}
	}
	if first == nil {
		return nil
	}
	delete(o.deadSince, first.Node) // report it only once
	delete(o.forgottenAt, first.Node)
	return first
}

// End implements Invariant.
func (o *owners) End(*world.World) error { return nil }
