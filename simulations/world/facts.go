package world

import (
	"time"

	"swarm/messages"
)

// The world's own facts go to Options.Observe, beside those that actors note: what the world did to its hosts, and what it
// saw that no actor can tell. They are not in the trace by themselves: a fault has its own line there.
type (
	// NodeStarted: an incarnation of a peer begins on a node.
	NodeStarted struct{ messages.At }
	// NodeCrashed: a node's peer ended as by kill -9.
	NodeCrashed struct{ messages.At }
	// NodeEnded: a node's peer stopped by itself, as after EXIT.
	NodeEnded struct{ messages.At }
	// NodeDisturbed: something about a node was changed from outside: its link, its disk, its honesty, its way to the tracker.
	NodeDisturbed struct {
		messages.At
		What string
	}
	// TrackerStarted: an incarnation of the tracker begins.
	TrackerStarted struct{ Everywhere }
	// TrackerCrashed: the tracker ended as by kill -9.
	TrackerCrashed struct{ Everywhere }
	// TrackerForgot: the tracker's ledger was lost.
	TrackerForgot struct{ Everywhere }
	// NetworkDisturbed: who reaches whom was changed.
	NetworkDisturbed struct {
		Everywhere
		What string
	}
	// LetterLost: a message reached no mailbox.
	LetterLost struct {
		Everywhere
		To   string // the PID without the process's address
		Type string // of the message
	}
	// PromiseBroken: an actor broke a promise towards its ports; see World.Violations.
	PromiseBroken struct {
		Everywhere
		What string
	}
	// ForgeryAnswered: a word in a node's name that was not its own was answered, by the tracker or for want of one.
	ForgeryAnswered struct {
		messages.At
		Asked  time.Duration // when the word was sent
		Answer any
	}
	// UnverifiedServed: a node sent a block of a piece that is not verified and on its disk.
	UnverifiedServed struct {
		messages.At
		InfoHash messages.InfoHash
		Piece    int
	}
)

// Everywhere is embedded in every fact that happened at no node.
type Everywhere struct{}

// Where gives no node.
func (Everywhere) Where() messages.NodeID { return 0 }

// tell shows a fact of the world's own to the observer.
func (w *World) tell(fact messages.Fact) {
	w.asked = false
	if w.options.Observe != nil {
		w.options.Observe(w.now, fact)
	}
}

// disturbed tells that something about the node was changed from outside.
func (n *Node) disturbed(what string) {
	n.world.tell(NodeDisturbed{At: messages.At{Node: n.id}, What: what})
}
