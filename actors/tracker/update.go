package tracker

import (
	"swarm/actors/port"
	"swarm/messages"
)

// update adds to a node's upload frequency (specification, UPDATE).
func (t *Actor) update(ask *messages.Update, buffer *port.ReplyBuffer) any {
	n, refused := t.authenticate(ask, ask.Token)
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
