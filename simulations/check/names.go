package check

import (
	"fmt"
	"time"

	"swarm/messages"
	"swarm/simulations/world"
)

// names: nobody speaks in another's name. Without a node's token the tracker refuses all that is asked in its name. A name
// that became free while the words were on their way, because its node left or expired or because the tracker lost its
// memory, belongs to whoever comes first.
type names struct {
	freed   map[messages.NodeID]time.Duration // when the tracker last forgot a node
	freeAll time.Duration                     // when it last forgot all of them; before the first time, before everything
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
	return breach(f.Node, fmt.Sprintf("the tracker answered %T to words in its name without its token", f.Answer),
		"what is asked without the node's token is refused")
}

// End implements Invariant.
func (*names) End(*world.World) error { return nil }
