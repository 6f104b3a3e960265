package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// exit lets a node leave (specification, EXIT). All about it is gone before the reply.
func (t *Actor) exit(ctx port.Context, ask *messages.Exit, buffer *port.ReplyBuffer) any {
	n, refused := t.prove(ask, ask.Token)
	if refused != nil {
		return refused
	}
	t.forget(n)
	ctx.Stop(n.lease)
	t.ports.Journal.Note(messages.NodeExited{AtTracker: about(n.id)})
	buffer.Exited = messages.Exited{Node: n.id}
	return &buffer.Exited
}
