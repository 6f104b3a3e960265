package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// exit removes a node and all its files before it replies (specification, EXIT).
func (t *Actor) exit(ctx port.Context, ask *messages.Exit, buffer *port.ReplyBuffer) any {
	n, refused := t.authenticate(ask, ask.Token)
	if refused != nil {
		return refused
	}
	t.forget(n)
	ctx.Stop(n.lease)
	t.ports.Journal.Note(messages.NodeExited{AtTracker: about(n.id)})
	buffer.Exited = messages.Exited{Node: n.id}
	return &buffer.Exited
}
