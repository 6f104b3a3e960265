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

// World is a swarm on virtual time. All its methods must be called from one goroutine.
type World struct {
	options          Options
	now              time.Duration // since the world began
	agenda           agenda        // events of all sites that are not in the current window
	everywhere       agenda        // events that concern more than one site
	outsideSite      site          // where such events, and those planned by the caller, get their order numbers
	window           window
	lookahead        time.Duration // the longest that a window may be
	minDelay         time.Duration // the shortest delay of a node's link
	dispatcher       *dispatcher
	system           *system.System
	trace            *Trace
	network          *Network
	inboxes          inboxPool
	nodes            []*Node // in the order in which they were added
	byID             map[messages.NodeID]*Node
	byPeer           map[string]*Node // by the PID of the last peer that was started there
	tracker          *trackerHost
	trackerSite      site // lasts across the tracker's incarnations
	ledger           *ledger
	events           uint64
	messagesNow      uint64 // messages delivered since the clock last moved
	conditionChecked bool   // no fact was noted since RunUntil last checked its condition
	forgeries        int    // calls of Impersonate
	trackerStarts    int    // incarnations of the tracker so far
	deadLetters      uint64
	violations       []string
}

// New returns a world without nodes, at time zero.
func New(options Options) *World {
	options.setDefaults()
	w := &World{options: options, dispatcher: &dispatcher{}, trace: newTrace(options.Text),
		byID:   map[messages.NodeID]*Node{},
		byPeer: map[string]*Node{}}
	w.ledger = newLedger(w.Now)
	w.trackerSite.number = trackerNumber
	w.network = &Network{world: w, at: map[netip.AddrPort]*Node{}}
	w.system = system.New(system.Options{Clock: &clock{world: w}, Dispatcher: w.dispatcher, SingleThreaded: true,
		Logger: options.Logger, Limits: options.Limits,
		Decorate: func(kind system.Kind, self actor.Actor) actor.Actor {
			if options.Decorate != nil {
				self = options.Decorate(kind, self)
			}
			return &recorder{world: w, kind: kind, inner: self}
		},
		RootGivenUp: func(pid port.PID, cause string) { w.violate(nil, pid.Id+" was given up: "+cause) },
	})
	w.system.DeadLetters(func(to port.PID, message any) {
		w.deadLetters++
		w.trace.event(w.now, fmt.Sprintf("dead letter %T to %s", message, to.Id))
		w.report(LetterLost{To: to.Id, Type: fmt.Sprintf("%T", message)})
	})
	w.dispatcher.drain()
	return w
}

// Now returns the virtual time since the world began.
func (w *World) Now() time.Duration { return w.now }

// Trace returns the record of the run.
func (w *World) Trace() *Trace { return w.trace }

// Events returns how many events have happened, and how many times a mailbox has run.
func (w *World) Events() (events, turns uint64) { return w.events, w.dispatcher.turns }

// DeadLetters returns how many messages reached no mailbox.
func (w *World) DeadLetters() uint64 { return w.deadLetters }

// Living returns how many actors are alive.
func (w *World) Living() int { return w.system.Living() }

// Node returns a node, or nil.
func (w *World) Node(id messages.NodeID) *Node { return w.byID[id] }

// FileComplete reports whether a node has the whole file, verified, under its final name.
func (w *World) FileComplete(node messages.NodeID, file messages.InfoHash) bool {
	n := w.byID[node]
	if n == nil {
		return false
	}
	v := n.disk.volumes[file]
	return v != nil && v.final && v.have.Full() && !v.changed
}

// maxViolations is how many violations are kept. The first ones are the most useful.
const maxViolations = 100

// Violations returns how actors broke the contracts of their ports, in order.
func (w *World) Violations() []string { return w.violations }

func (w *World) violate(node *Node, what string) {
	if node != nil {
		what = "node " + node.id.String() + ": " + what
	}
	w.trace.event(w.now, "violation: "+what)
	if len(w.violations) < maxViolations {
		w.violations = append(w.violations, w.now.String()+" "+what)
	}
	w.report(PromiseBroken{What: what})
}

// Close ends everything at once, as a power failure does.
func (w *World) Close() {
	for _, n := range w.nodes {
		n.Crash()
	}
	w.StopTracker()
	w.trace.close()
	w.dispatcher.closed = true
	w.system.Close()
}

// settle runs all actors until no message is left.
func (w *World) settle() { w.dispatcher.drain() }
