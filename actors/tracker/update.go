package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// update counts what a node has uploaded (specification, UPDATE).
func (t *Actor) update(ask *messages.Update, buffer *port.ReplyBuffer) any {
	n, refused := t.prove(ask, ask.Token)
	if refused != nil {
		return refused
	}
	if n.credit(ask.Uploads) {
		t.ports.Ledger.PutNode(n.record())
		t.ports.Journal.Note(messages.NodeUpdated{AtTracker: about(n.id), UploadFrequency: n.frequency})
	}
	buffer.Updated = messages.Updated{Node: n.id, UploadFrequency: n.frequency}
	return &buffer.Updated
}
