package world

import (
	"time"

	"swarm/messages"
)

// The world notes facts of its own: what was done to its hosts, and what no actor can see. They go to
// Options.Observe, beside the facts that actors note. They are not part of the trace: a fault has a line of its own
// there.
type (
	// NodeStarted: a peer was started on a node.
	NodeStarted struct{ messages.At }
	// NodeCrashed: a node's peer was killed, as by kill -9.
	NodeCrashed struct{ messages.At }
	// NodeEnded: a node's peer stopped by itself, for example after EXIT.
	NodeEnded struct{ messages.At }
	// NodeDisturbed: something about a node was changed from outside, such as its link, its disk or its connection to
	// the tracker.
	NodeDisturbed struct {
		messages.At
		What string
	}
	// StrangerActed: a stranger began to attack a node or the tracker. Honest downloads go on meanwhile, so this is no
	// disturbance.
	StrangerActed struct {
		messages.At
		What string
	}
	// TrackerStarted: a tracker was started.
	TrackerStarted struct{ Everywhere }
	// TrackerCrashed: the tracker was killed, as by kill -9.
	TrackerCrashed struct{ Everywhere }
	// TrackerForgot: the tracker's ledger was lost.
	TrackerForgot struct{ Everywhere }
	// NetworkDisturbed: a partition began or ended.
	NetworkDisturbed struct {
		Everywhere
		What string
	}
	// LetterLost: a message reached no mailbox (a dead letter).
	LetterLost struct {
		Everywhere
		To   string // the PID without the process's address
		Type string // of the message
	}
	// PromiseBroken: an actor broke the contract of one of its ports; see World.Violations.
	PromiseBroken struct {
		Everywhere
		What string
	}
	// ForgeryAnswered: a request that Node.Impersonate sent in the name of this node was answered, by the tracker or
	// by the client because no tracker answered.
	ForgeryAnswered struct {
		messages.At
		Asked  time.Duration // when the request was sent
		Answer any
	}
	// UnverifiedServed: a node sent a block of a piece that is not verified and on its disk.
	UnverifiedServed struct {
		messages.At
		InfoHash messages.InfoHash
		Piece    int
	}
)

// Everywhere is embedded in every fact that concerns no single node.
type Everywhere struct{}

// Where returns zero: no node.
func (Everywhere) Where() messages.NodeID { return 0 }

// report shows one of the world's own facts to the observer.
func (w *World) report(fact messages.Fact) {
	w.conditionChecked = false
	if w.options.Observe != nil {
		w.options.Observe(w.now, fact)
	}
}

// reportDisturbance reports that something about the node was changed from outside.
func (n *Node) reportDisturbance(what string) {
	n.world.report(NodeDisturbed{At: messages.At{Node: n.id}, What: what})
}

// reportAttack reports that a stranger began an attack that concerns the node.
func (n *Node) reportAttack(what string) {
	n.world.report(StrangerActed{At: messages.At{Node: n.id}, What: what})
}
