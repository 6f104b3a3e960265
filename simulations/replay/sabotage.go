package replay

import (
	"fmt"
	"slices"
	"strings"

	"github.com/asynkron/protoactor-go/actor"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/runtime/system"
	"swarm/simulations/scenario"
)

// sabotage makes actors of a kind panic a number of times.
type sabotage struct {
	kind      system.Kind
	message   string // a suffix of the message's type; "": any
	nodes     map[messages.NodeID]bool
	nth       int // panics happen at each nth matching message
	matches   int // messages that matched so far
	remaining int // panics still to come
}

// hasPanicSteps reports whether any step makes actors panic. If none does, no actor is wrapped.
func (r *run) hasPanicSteps() bool {
	return slices.ContainsFunc(append(append([]scenario.Step(nil), r.plan.Steps...), r.options.Faults...),
		func(s scenario.Step) bool { return s.Do == scenario.Panic })
}

func panicActors(r *run, s scenario.Step, nodes []*member) func() {
	b := &sabotage{kind: system.Kind(s.Actor), message: s.Message, nth: max(int(s.Nth), 1),
		remaining: max(int(s.Times), 1)}
	if len(s.Nodes) > 0 {
		b.nodes = map[messages.NodeID]bool{}
		for _, m := range nodes {
			b.nodes[m.ID] = true
		}
	}
	r.sabotages = append(r.sabotages, b)
	return nil
}

func (r *run) decorate(kind system.Kind, inner actor.Actor) actor.Actor {
	return actor.ReceiveFunc(func(ctx port.Context) {
		for _, b := range r.sabotages {
			if b.remaining > 0 && b.kind == kind && b.shouldPanic(ctx) {
				b.remaining--
				if handledOnce(ctx.Message()) {
					inner.Receive(ctx)
				}
				panic(fmt.Sprintf("sabotage at %T", ctx.Message()))
			}
		}
		inner.Receive(ctx)
	})
}

// handledOnce reports whether a message is sent only once, so that losing it would lose a user's command or an answer
// of the store. A peer records such a message before it does anything else. The actor therefore handles it before the
// injected panic.
func handledOnce(message any) bool {
	switch message.(type) {
	case messages.Command, *port.Shared, *port.Opened:
		return true
	}
	return false
}

// shouldPanic reports whether the actor panics at this message. Messages of the actor library about an actor's life
// are exempt.
func (b *sabotage) shouldPanic(ctx port.Context) bool {
	switch ctx.Message().(type) {
	case actor.SystemMessage, actor.AutoReceiveMessage, *actor.Started, *actor.Stopping,
		*actor.Restarting, *actor.Stopped:
		return false
	}
	if b.nodes != nil && !b.nodes[nodeOf(ctx.Self().Id)] {
		return false
	}
	if b.message != "" && !strings.HasSuffix(fmt.Sprintf("%T", ctx.Message()), b.message) {
		return false
	}
	b.matches++
	return b.matches%b.nth == 0
}

// nodeOf returns the node of an actor from its PID, as runtime/system makes it: peer/7/…
func nodeOf(pid string) messages.NodeID {
	parts := strings.SplitN(pid, "/", 3)
	if len(parts) < 2 {
		return 0
	}
	id, err := messages.ParseNodeID(parts[1])
	if err != nil {
		return 0
	}
	return id
}
