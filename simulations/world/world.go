package world

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
)

// World is a swarm on virtual time. It belongs to one goroutine.
type World struct {
	options    Options
	now        time.Duration // since it began
	agenda     agenda        // of all sites, but for what is in the window
	everywhere agenda        // what concerns more than one site
	outside    site          // of all sites: where such things are planned
	window     window
	lookahead  time.Duration // how long a window may be
	delay      time.Duration // the least of a node's link
	turns      *turns
	system     *system.System
	trace      *Trace
	network    *Network
	inboxes    inboxes
	nodes      []*Node // in the order in which they were added
	byID       map[messages.NodeID]*Node
	byPeer     map[string]*Node // by the PID of the peer that runs there, or ran last
	tracker    *trackerHost
	atTracker  site // where it is, across its incarnations
	ledger     *ledger
	events     uint64
	atOnce     uint64 // messages delivered since the clock last moved
	asked      bool   // no fact was noted since RunUntil last asked its condition
	forged     int    // inboxes of impostors
	births     int    // of the tracker
	letters    uint64 // dead letters
	violations []string
}

// New makes a world without nodes, at time zero.
func New(options Options) *World {
	options.complete()
	w := &World{options: options, turns: &turns{}, trace: newTrace(options.Text), byID: map[messages.NodeID]*Node{},
		byPeer: map[string]*Node{}, ledger: newLedger()}
	w.atTracker.number = trackerNumber
	w.network = &Network{world: w, at: map[netip.AddrPort]*Node{}}
	w.system = system.New(system.Options{Clock: &clock{world: w}, Dispatcher: w.turns, Alone: true, Logger: options.Logger, Limits: options.Limits,
		Decorate: func(kind system.Kind, self actor.Actor) actor.Actor {
			if options.Decorate != nil {
				self = options.Decorate(kind, self)
			}
			return &listener{world: w, kind: kind, inner: self}
		},
		Fallen: func(pid port.PID, cause string) { w.violate(nil, pid.Id+" was given up: "+cause) },
	})
	w.system.DeadLetters(func(to port.PID, message any) {
		w.letters++
		w.trace.event(w.now, fmt.Sprintf("dead letter %T to %s", message, to.Id))
		w.tell(LetterLost{To: to.Id, Type: fmt.Sprintf("%T", message)})
	})
	w.turns.drain()
	return w
}

// Now is the virtual time since the world began.
func (w *World) Now() time.Duration { return w.now }

// Trace gives all that happened.
func (w *World) Trace() *Trace { return w.trace }

// Events counts the events that happened, and the turns that actors had.
func (w *World) Events() (events, turns uint64) { return w.events, w.turns.taken }

// DeadLetters counts messages that reached no mailbox.
func (w *World) DeadLetters() uint64 { return w.letters }

// Living counts the actors that live.
func (w *World) Living() int { return w.system.Living() }

// Node gives a node, or nil.
func (w *World) Node(id messages.NodeID) *Node { return w.byID[id] }

// FileComplete tells whether a node has the whole file, verified, under its final name.
func (w *World) FileComplete(node messages.NodeID, file messages.InfoHash) bool {
	n := w.byID[node]
	if n == nil {
		return false
	}
	v := n.disk.volumes[file]
	return v != nil && v.final && v.have.Full() && !v.changed
}

// maxViolations is how many broken promises are kept; the first ones tell most.
const maxViolations = 100

// Violations gives the promises that actors broke towards their ports, the first ones first.
func (w *World) Violations() []string { return w.violations }

func (w *World) violate(node *Node, what string) {
	if node != nil {
		what = "node " + node.id.String() + ": " + what
	}
	w.trace.event(w.now, "violation: "+what)
	if len(w.violations) < maxViolations {
		w.violations = append(w.violations, w.now.String()+" "+what)
	}
	w.tell(PromiseBroken{What: what})
}

// Close ends everything at once, as if the power had failed.
func (w *World) Close() {
	for _, n := range w.nodes {
		n.Crash()
	}
	w.StopTracker()
	w.trace.close()
	w.turns.ended = true
	w.system.Close()
}
