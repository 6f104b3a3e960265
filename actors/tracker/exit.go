package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// exit lets a node leave (specification, EXIT). All about it is gone before the reply.
func (t *Actor) exit(ctx port.Context, ask *messages.Exit) any {
	n, refused := t.prove(ask, ask.Token)
	if refused != nil {
		return refused
	}
	t.forget(n)
	ctx.Stop(n.lease)
	t.node.Journal.Note(messages.NodeExited{AtTracker: about(n.id)})
	return &messages.Exited{Node: n.id}
}
