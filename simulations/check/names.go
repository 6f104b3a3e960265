package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// names checks that no node can act in another node's name: the tracker refuses every request without the node's
// token. If the tracker forgot the node while the request was in flight (the node left, its lease ended, or the
// tracker lost its ledger), the name is free and belongs to the first node that asks for it.
type names struct {
	freed   map[messages.NodeID]time.Duration // when the tracker last forgot each node
	freeAll time.Duration                     // when the tracker last lost its ledger; -1: never
}

func newNames() *names { return &names{freed: map[messages.NodeID]time.Duration{}, freeAll: -1} }

// Name implements Invariant.
func (*names) Name() string { return "nobody speaks in another's name" }

// Observe implements Invariant.
func (n *names) Observe(at time.Duration, fact messages.Fact) error {
	switch f := fact.(type) {
	case messages.NodeExited:
		n.freed[f.About] = at
	case messages.NodeExpired:
		n.freed[f.About] = at
	case world.TrackerForgot:
		n.freeAll = at
	case world.ForgeryAnswered:
		return n.check(f)
	}
	return nil
}

func (n *names) check(f world.ForgeryAnswered) error {
	switch f.Answer.(type) {
	case *messages.Refused, *messages.Unreachable:
		return nil
	}
	freed, was := n.freed[f.Node]
	if was && freed >= f.Asked || n.freeAll >= f.Asked {
		return nil
	}
	return breach(f.Node, fmt.Sprintf("the tracker answered %T to a request in its name without its token", f.Answer),
		"requests without the node's token are refused")
}

// End implements Invariant.
func (*names) End(*world.World) error { return nil }
